import { expect, test } from 'vitest';
import { rejectionReason } from './rejection-reason.ts';

test('words that print nothing stay as they are', () => {
  const words = 'Error adding/updating cluster(s) a: no such port';
  expect(rejectionReason(words)).toBe(words);
});

test('a resource that is printed before the reason is left out', () => {
  const words = `goo.gle/debugstr   \nname: "a"\nconnect_timeout {\n}\n: Proto constraint validation failed (value must be greater than 0s)`;
  expect(rejectionReason(words)).toBe('Proto constraint validation failed (value must be greater than 0s)');
});

test('and one that is printed after it', () => {
  expect(rejectionReason('Invalid duration: goo.gle/debugonly seconds: -1\n')).toBe('Invalid duration');
});

test('no words are no reason', () => {
  expect(rejectionReason('')).toBe('Envoy prints the resource and no reason, which its log has');
});
