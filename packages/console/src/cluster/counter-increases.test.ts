import { expect, test } from 'vitest';
import { counterIncreases } from './counter-increases.ts';

const sample = (pod: string, value: number) => ({ labels: { pod, le: '5' }, value });

test('of the first reading nothing is known', () => {
  expect(counterIncreases().take([sample('a', 7)])).toEqual([]);
});

test('counts what was added, from 0 what is new or has begun anew', () => {
  const { take } = counterIncreases();
  take([sample('a', 7), sample('b', 9)]);
  expect(take([sample('a', 10), sample('b', 2), sample('c', 4)])).toEqual([
    sample('a', 3),
    sample('b', 2),
    sample('c', 4),
  ]);
  expect(take([sample('a', 10), sample('b', 2), sample('c', 4)])).toEqual([]);
});

test('what was not there for a while goes on where it was, whatever the order of its labels', () => {
  const { take } = counterIncreases();
  take([sample('a', 7)]);
  take([]);
  expect(take([{ labels: { le: '5', pod: 'a' }, value: 8 }])).toEqual([
    { labels: { le: '5', pod: 'a' }, value: 1 },
  ]);
});
