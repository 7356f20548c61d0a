/**
 * Puts a changed copy after each item of a YAML block list whose first line is `- ITEM`, with all its lines, and
 * leaves every other byte as it is.
 */
export function cloneListItems(text: string, item: string, change: (lines: string) => string): string {
  const lines = text.split('\n');
  const written: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() !== `- ${item}`) {
      written.push(line);
      continue;
    }
    const end = endOfItem(lines, at);
    const block = lines.slice(at, end);
    written.push(...block, ...change(block.join('\n')).split('\n'));
    at = end - 1;
  }
  return written.join('\n');
}

/** Leaves each such item out, with all its lines; every other byte stays. */
export function dropListItems(text: string, item: string): string {
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === `- ${item}`) at = endOfItem(lines, at) - 1;
    else kept.push(line);
  }
  return kept.join('\n');
}

/** The line after the item's last: the first that is not indented deeper than its hyphen. */
function endOfItem(lines: readonly string[], start: number): number {
  const indent = indentOf(lines[start] ?? '');
  let end = start + 1;
  while (end < lines.length && lines[end]?.trim() && indentOf(lines[end] ?? '') > indent) end++;
  return end;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
