import { expect, test } from 'vitest';
import { ITEM_LIMIT, itemPattern, itemProblem, readQuestion } from './question.ts';

const long = (length: number) => 'x'.repeat(length);

test('an item over the limit is refused with its length, and not cut', () => {
  expect(itemProblem(long(5000))).toBe(
    'An item has at most 200 characters, this one has 5,000: shorten it by 4,800.',
  );
  expect(itemProblem(long(ITEM_LIMIT + 1))).toContain('shorten it by 1.');
});

test.each([
  ['', false],
  [' \t ', false],
  ['x', true],
  ['  jam jar ', true],
  [long(ITEM_LIMIT), true],
  [`  ${long(ITEM_LIMIT)}  `, true],
  [long(ITEM_LIMIT + 1), false],
  [long(100_000), false],
])('the page and a browser by itself agree about %j', (item, possible) => {
  expect(itemProblem(item) === undefined).toBe(possible);
  // As a browser compiles the attribute: anchored at both ends.
  expect(new RegExp(`^(?:${itemPattern})$`, 'v').test(item)).toBe(possible);
});

test('the question is read from the address, an example before the item', () => {
  expect(readQuestion({})).toBeUndefined();
  expect(readQuestion({ item: ' jam jar ' })).toEqual({ item: 'jam jar', canary: false });
  expect(readQuestion({ item: '', example: 'pizza box', canary: 'on' })).toEqual({
    item: 'pizza box',
    canary: true,
  });
  expect(readQuestion({ item: ['jar', 'tin'], canary: '1' })).toEqual({ item: 'tin', canary: false });
  expect(readQuestion({ item: '' })).toEqual({ item: '', canary: false });
});
