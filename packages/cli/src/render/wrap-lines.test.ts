import { expect, it } from 'vitest';
import { wrapLines } from './wrap-lines.ts';

it('breaks each line between words, by itself and with its indent', () => {
  expect(wrapLines('one two three\n  1  four five\nsix', 10)).toBe(
    'one two\n  three\n  1  four\n    five\nsix',
  );
});

it('leaves words whole, and counts no colours', () => {
  expect(wrapLines('abcdefghijkl mn', 10)).toBe('abcdefghijkl\n  mn');
  const red = '\u001b[31mcertain\u001b[39m ab';
  expect(wrapLines(red, 10)).toBe(red);
});
