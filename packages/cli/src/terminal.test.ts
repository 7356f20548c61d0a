import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createTerminal } from './terminal.ts';

function printed(line: string): string {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal = createTerminal(stdout, stderr);
  terminal.print(line);
  terminal.note(line);
  terminal.progress(line);
  const [result, notes] = [String(stdout.read()), String(stderr.read())];
  expect(notes).toBe(result + result);
  return result;
}

test.each([
  ['the window title', 'a\u001b]0;title\u0007b', 'a\\x1b]0;title\\x07b'],
  ['the screen', 'a\u001b[2Jb', 'a\\x1b[2Jb'],
  ['the line before', 'a\rb\u0008c', 'a\\x0db\\x08c'],
  ['a sequence of one byte', 'a\u009b2Jb', 'a\\u009b2Jb'],
])('no text changes %s', (_, text, shown) => {
  expect(printed(text)).toBe(`${shown}\n`);
});

test('colours, tabs and ends of lines stay', () => {
  const text = '\u001b[1;31mred\u001b[0m\ta\r\nb é';
  expect(printed(text)).toBe(`${text}\n`);
});

test('JSON stays JSON, and says the same', () => {
  const value = { name: 'a\u001b[2J\u009b2J\u007f\u0085b' };
  expect(JSON.parse(printed(JSON.stringify(value, undefined, 2)))).toEqual(value);
});
