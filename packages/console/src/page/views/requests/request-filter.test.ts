import { expect, test } from 'vitest';
import type { RequestRow } from '../../../protocol.ts';
import { filterOf, matches } from './request-filter.ts';

const row: RequestRow = {
  ...{ id: '4bf92f35', at: 0, entry: 'istio-system/gateway-1', from: 'outside', method: 'POST' },
  ...{
    host: 'frontend.localhost',
    path: '/api/classify',
    status: 503,
    flags: ['NC'],
    durationMs: 12,
    failed: true,
  },
  hops: [
    {
      edge: 'gateway>frontend',
      pod: 'a/gateway-0',
      version: 'stable',
      status: 503,
      flags: [],
      durationMs: 12,
    },
    { edge: 'frontend>backend', pod: 'a/frontend-0', status: 503, flags: ['NC'], durationMs: 0 },
  ],
};
const finds = (query: Record<string, string>, causes?: readonly string[]) =>
  matches(row, filterOf(query), causes);

test('an empty filter finds everything', () => {
  expect(finds({})).toBe(true);
  expect(finds({ something: 'else' })).toBe(true);
});

test.each([
  ['text', 'classify', 'wine'],
  ['text', ' POST frontend.localhost/api ', 'GET'],
  ['text', '4BF9', '5bf9'],
  ['status', 'failed', '200'],
  ['status', '5xx', '4xx'],
  ['status', '503', '500'],
  ['version', 'stable', 'canary'],
  ['atLeast', '12', '13'],
  ['edge', 'frontend>backend', 'backend>ml'],
])('%s finds by %s and not by %s', (name, right, wrong) => {
  expect(finds({ [name]: right })).toBe(true);
  expect(finds({ [name]: wrong })).toBe(false);
});

test('a cause finds those of which it is known', () => {
  expect(finds({ cause: 'WHY0107' }, ['WHY0107'])).toBe(true);
  expect(finds({ cause: 'WHY0107' })).toBe(false);
});

test('all of a filter must hold', () => {
  expect(finds({ status: '503', version: 'stable', text: 'classify' })).toBe(true);
  expect(finds({ status: '503', version: 'canary', text: 'classify' })).toBe(false);
});
