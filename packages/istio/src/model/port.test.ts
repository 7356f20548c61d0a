import { expect, test } from 'vitest';
import { isPort, parsePort } from './port.ts';

test.each([
  ['8080', 8080],
  ['0', 0],
  ['65535', 65_535],
  ['65536', undefined],
  ['', undefined],
  ['-1', undefined],
  ['http', undefined],
  ['80.5', undefined],
])('reads "%s"', (text, port) => expect(parsePort(text)).toBe(port));

test('a port that can be listened on', () => {
  expect([1, 65_535].map(isPort)).toEqual([true, true]);
  expect([0, 65_536, 1.5, '80', undefined].map(isPort)).toEqual([false, false, false, false, false]);
});
