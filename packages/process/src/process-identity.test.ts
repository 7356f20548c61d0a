import { expect, test } from 'vitest';
import { identify, isRunning } from './process-identity.ts';

test('a process is itself, and not another with its number', () => {
  const self = identify(process.pid);
  expect(self && isRunning(self)).toBe(true);
  expect(isRunning({ pid: process.pid, startedAt: 'another time' })).toBe(false);
  expect(identify(2 ** 22 + 1)).toBeUndefined();
});
