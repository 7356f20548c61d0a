import { expect, test } from 'vitest';
import { MOST_LEVELS, tooDeepAt } from './nesting.ts';

const block = (levels: number, line: (indent: string, level: number) => string) =>
  Array.from({ length: levels }, (_, level) => line(' '.repeat(level), level)).join('\n');

const SHAPES: readonly (readonly [string, (levels: number) => string])[] = [
  ['lists in brackets', (levels) => '['.repeat(levels) + ']'.repeat(levels)],
  ['JSON', (levels) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`],
  ['brackets that nothing closes', (levels) => '['.repeat(levels)],
  ['maps by indentation', (levels) => block(levels, (indent, level) => `${indent}k${level}:`)],
  ['maps with quoted keys', (levels) => block(levels, (indent) => `${indent}"a": # why`)],
  ['lists in one line', (levels) => `${'- '.repeat(levels)}a`],
  ['lists with maps', (levels) => block(levels / 2, (indent) => `${indent}${indent}- a:`)],
  ['keys that are asked for', (levels) => `${'? '.repeat(levels)}a`],
  [
    'maps in brackets under maps',
    (levels) => `${block(levels - 50, (indent) => `${indent}a:`)} ${'['.repeat(50)}`,
  ],
];

test.each(SHAPES)('%s: as many levels as are read, and one more', (_, text) => {
  expect(tooDeepAt(text(MOST_LEVELS))).toBeUndefined();
  const deeper = text(MOST_LEVELS + 2);
  expect(tooDeepAt(deeper)).toBeGreaterThan(0);
});

test('the place is that of the level that is one too many', () => {
  expect(tooDeepAt(`a: b\nc:\n  ${'['.repeat(20_000)}`)).toBe('a: b\nc:\n  '.length + MOST_LEVELS - 1);
});

test.each([
  ['a long list', Array.from({ length: 1000 }, (_, i) => `- { a: [${i}] }`).join('\n')],
  ['a wide indentation', `a:\n${' '.repeat(500)}b: 1`],
  ['brackets in a block of text', `a: |-\n${'  [[[[[[[[[[\n'.repeat(100)}`],
  ['brackets in quotes', `a: "${'['.repeat(1000)}"`],
  ['a map after another', 'a:\n  b: { c: [1] }\n'.repeat(500)],
])('%s is not deep', (_, text) => expect(tooDeepAt(text)).toBeUndefined());
