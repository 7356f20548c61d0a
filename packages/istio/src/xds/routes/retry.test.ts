import { expect, it } from 'vitest';
import { readRetries } from '../../model/read-retries.ts';
import { retryPolicy } from './retry.ts';

it('is Istio’s default where nothing is said', () => {
  expect(retryPolicy(undefined, false)).toMatchObject({
    numRetries: 2,
    retryOn: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
    hostSelectionRetryMaxAttempts: 5,
  });
});

it('is off for no attempts', () => {
  expect(retryPolicy(readRetries({ attempts: 0 }), false)).toBeUndefined();
  expect(retryPolicy(readRetries({}), false)).toBeUndefined();
});

it.each([
  ['5xx, 503', '5xx,retriable-status-codes', [503]],
  ['retriable-status-codes,429', 'retriable-status-codes', [429]],
  ['reset,999', 'reset,999', undefined],
])('divides %s', (retryOn, conditions, codes) => {
  const policy = retryPolicy(readRetries({ attempts: 1, retryOn }), false);
  expect(policy?.retryOn).toBe(conditions);
  expect(policy?.retriableStatusCodes).toEqual(codes);
});

it('stays with the hashed host', () => {
  expect(retryPolicy(undefined, true)?.retryHostPredicate).toBeUndefined();
  expect(retryPolicy(undefined, false)).toHaveProperty('retryHostPredicate');
});
