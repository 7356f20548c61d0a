/** A part of a line: plain, or as it is marked. */
export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong' | 'emphasis'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** A block of a page of a lesson. */
export type Block =
  | { readonly kind: 'paragraph'; readonly parts: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] };

/**
 * Reads what the pages of lessons use of Markdown: paragraphs, lists, tables, fenced code, and in a line code, strong,
 * emphasis and links. Everything else is text: nothing of a page can become markup.
 */
export function readMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  const parts = text.split(/^```.*$/m);
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) blocks.push({ kind: 'code', text: part.replace(/^\n|\n$/g, '') });
    else blocks.push(...part.split(/\n\s*\n/).flatMap((block) => readBlock(block)));
  }
  return blocks;
}

const ITEM = /^\s*(?:[-*]|\d+\.)\s+/;

function readBlock(block: string): Block[] {
  const lines = block.split('\n').filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  if (lines.length === 0) return [];
  if (first.trimStart().startsWith('|')) return [{ kind: 'table', rows: tableRows(lines) }];
  const start = lines.findIndex((line) => ITEM.test(line));
  if (start < 0) return [{ kind: 'paragraph', parts: readInline(joined(lines)) }];
  const before = lines.slice(0, start);
  const items: string[][] = [];
  for (const line of lines.slice(start)) {
    if (ITEM.test(line)) items.push([line.replace(ITEM, '')]);
    else items.at(-1)?.push(line);
  }
  return [
    ...(before.length > 0 ? [{ kind: 'paragraph' as const, parts: readInline(joined(before)) }] : []),
    {
      kind: 'list',
      isOrdered: /^\s*\d/.test(lines[start] ?? ''),
      items: items.map((item) => readInline(joined(item))),
    },
  ];
}

function tableRows(lines: readonly string[]): (readonly (readonly Inline[])[])[] {
  return lines
    .filter((line) => !/^[\s|:-]+$/.test(line))
    .map((line) =>
      line
        .trim()
        .replace(/^\||\|$/g, '')
        .split('|')
        .map((cell) => readInline(cell.trim())),
    );
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => line.trim()).join(' ');
}

const MARKS = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)]+)\)/g;

/** The parts of a line. */
export function readInline(line: string): Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  for (const match of line.matchAll(MARKS)) {
    const [whole, code, strong, emphasis, text, href] = match;
    if (match.index > end) parts.push({ kind: 'text', text: line.slice(end, match.index) });
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    else if (emphasis !== undefined) parts.push({ kind: 'emphasis', text: emphasis });
    else parts.push({ kind: 'link', text: text ?? '', href: href ?? '' });
    end = match.index + whole.length;
  }
  if (end < line.length) parts.push({ kind: 'text', text: line.slice(end) });
  return parts;
}
