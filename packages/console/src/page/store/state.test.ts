import { expect, test } from 'vitest';
import type { RequestRow } from '../../protocol.ts';
import { afterEvent, type ConsoleState, MOST_REQUESTS, NOTHING } from './state.ts';

const row = (id: string, at: number, part: Partial<RequestRow> = {}): RequestRow => ({
  ...{ id, at, entry: 'istio-system/gateway-1', from: 'outside', status: 200, flags: [] },
  ...{ durationMs: 1, failed: false, hops: [] },
  ...part,
});
const ids = ({ requests }: ConsoleState) => requests.map(({ id }) => id);

test('the newest request is first, and one that is sent again takes its own place', () => {
  let state = afterEvent(NOTHING, 'requests', [row('a', 1), row('b', 2)]);
  state = afterEvent(state, 'requests', [row('a', 1, { status: 503 }), row('c', 3)]);
  expect(ids(state)).toEqual(['c', 'b', 'a']);
  expect(state.requests.at(-1)?.status).toBe(503);
});

test('what is old is forgotten', () => {
  const rows = Array.from({ length: MOST_REQUESTS + 20 }, (_, index) => row(`r${index}`, index));
  const state = afterEvent(NOTHING, 'requests', rows);
  expect(state.requests).toHaveLength(MOST_REQUESTS);
  expect(ids(state).at(-1)).toBe('r20');
  const entries = Array.from({ length: 600 }, (_, id) => ({ id, at: id, kind: 'edit' as const, text: '' }));
  expect(afterEvent(NOTHING, 'timeline', entries).timeline[0]?.id).toBe(100);
});

test('a server that greets again sends everything again', () => {
  let state = afterEvent(NOTHING, 'requests', [row('a', 1)]);
  state = afterEvent(state, 'hello', {
    ...{ now: Date.now() + 5_000, command: './lab console', windowMs: 10_000, hosts: [] },
  });
  expect(ids(state)).toEqual([]);
  expect(state.connection).toBe('live');
  expect(Math.round(state.ahead / 1_000)).toBe(5);
});

test('remembers which edges were called, when their figures are gone', () => {
  const edge = { edge: 'a>b', count: 1, failed: 0, durationsMs: [], statuses: {}, flags: {} };
  let state = afterEvent(NOTHING, 'traffic', { at: 1_000, edges: [edge] });
  state = afterEvent(state, 'traffic', { at: 99_000, edges: [{ ...edge, edge: 'b>c' }] });
  expect([...state.called]).toEqual(['a>b', 'b>c']);
  expect(state.windows.map(({ at }) => at)).toEqual([99_000]);
});
