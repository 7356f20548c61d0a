/** Breaks paragraphs and list items at a width; code blocks and lines that are indented stay as they are. */
export function wrapText(text: string, columns: number): string {
  const lines: string[] = [];
  let isCode = false;
  let open: string | undefined;
  const close = () => {
    if (open !== undefined) lines.push(...wrapLine(open, columns));
    open = undefined;
  };
  for (const line of text.split('\n')) {
    const isFence = line.startsWith('```');
    const startsItem = /^(- |\d+\. )/.test(line);
    if (isFence || isCode || line.trim() === '' || startsItem) close();
    if (isFence) isCode = !isCode;
    else if (isCode) lines.push(`  ${line}`);
    else if (line.trim() === '') lines.push('');
    else open = open === undefined ? line : `${open} ${line.trim()}`;
  }
  close();
  return lines.join('\n');
}

function wrapLine(line: string, columns: number): string[] {
  const indent = /^(- |\d+\. )?/.exec(line)?.[0].length ?? 0;
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (longer.length <= columns || current.trim() === '') current = longer;
    else {
      lines.push(current);
      current = `${' '.repeat(indent)}${word}`;
    }
  }
  return [...lines, current];
}
