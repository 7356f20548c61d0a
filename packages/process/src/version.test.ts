import { expect, test } from 'vitest';
import { isAtLeast } from './version.ts';

test.each([
  ['1.36.0', '1.36.0', true],
  ['1.38.3', '1.36.0', true],
  ['1.9.9', '1.36.0', false],
  ['2.0.0', '1.36.0', true],
  ['1.35.12', '1.36.0', false],
  ['3.22', '3.6', true],
  ['4', '3.6.1', true],
  ['4.5', '4.5.0', true],
  ['4.0.0', '4', true],
  ['3.99.99', '4', false],
])('%s is at least %s: %s', (version, other, answer) => {
  expect(isAtLeast(version, other)).toBe(answer);
});
