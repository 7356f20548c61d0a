import { stripVTControlCharacters } from 'node:util';

/** Further than the beginning of the line that is broken. */
const INDENT = '  ';

/** Breaks each line that is longer than the width between words; what follows is indented further. Colours have no width. */
export function wrapLines(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => (widthOf(line) <= columns ? [line] : broken(line, columns)))
    .join('\n');
}

function broken(line: string, columns: number): string[] {
  const own = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = own;
  for (const word of line.slice(own.length).split(' ')) {
    const longer = current.trim() === '' ? `${current}${word}` : `${current} ${word}`;
    if (widthOf(longer) <= columns || current.trim() === '') current = longer;
    else {
      lines.push(current);
      current = `${own}${INDENT}${word}`;
    }
  }
  return [...lines, current];
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
