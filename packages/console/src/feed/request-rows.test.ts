import type { AccessLogEntry } from '@lab/evidence';
import { expect, it } from 'vitest';
import type { Call } from './calls.ts';
import { requestRows } from './request-rows.ts';

function call(edge: string, fields: Partial<AccessLogEntry>, isEntry = false): Call {
  const entry = { pod: 'a/b-0', time: 0, durationMs: 10, status: 200, flags: new Set<string>(), ...fields };
  return {
    edge,
    from: edge.split('>')[0] ?? '',
    isEntry,
    failed: false,
    entry: { hostsAttempted: [], lacks: [], ...entry },
  };
}

const ids = { traceId: 't1', requestId: 'r1' };

it('puts the calls of a trace together, in the order in which they began', () => {
  const rows = requestRows();
  // A call is logged when it has ended, those that it waits for before it.
  expect(rows.add([call('front>back', { ...ids, time: 5 })], 0)).toEqual([]);
  const [row] = rows.add([call('gate>front', { ...ids, time: 1, durationMs: 20 }, true)], 100);
  expect(row).toMatchObject({ id: 't1', at: 1, from: 'gate', durationMs: 20 });
  expect(row?.hops.map(({ edge }) => edge)).toEqual(['gate>front', 'front>back']);
});

it('tells a request again when more of it is known', () => {
  const rows = requestRows();
  expect(rows.add([call('gate>front', { ...ids, durationMs: 20 }, true)], 0)[0]?.hops).toHaveLength(1);
  expect(rows.add([call('front>back', { ...ids, time: 5 })], 100)[0]?.hops).toHaveLength(2);
  expect(rows.rows()).toHaveLength(1);
});

it('waits for a gateway before it takes a call for one that a pod sent by itself', () => {
  const rows = requestRows();
  expect(rows.add([call('ml>back', ids)], 0)).toEqual([]);
  expect(rows.add([], 1_000)).toEqual([]);
  expect(rows.add([], 2_000)).toMatchObject([{ id: 't1', from: 'ml' }]);
  expect(rows.add([], 3_000)).toEqual([]);
});

it('tells requests apart that came with the same trace', () => {
  const rows = requestRows();
  const [first, second] = rows.add(
    [
      call('gate>front', { traceId: 't', requestId: 'r1', time: 0 }, true),
      call('gate>front', { traceId: 't', requestId: 'r2', time: 100 }, true),
      call('front>back', { traceId: 't', requestId: 'r2', time: 102, durationMs: 2 }),
      // An application that does not pass the id on.
      call('back>ml', { traceId: 't', requestId: 'other', time: 103, durationMs: 1 }),
    ],
    0,
  );
  expect([first?.id, first?.hops.length]).toEqual(['t', 1]);
  expect([second?.id, second?.hops.length]).toEqual(['r2', 3]);
});

it('tells a connection without an id at once, each for itself', () => {
  const rows = requestRows();
  expect(rows.add([call('outside>a', {}, true), call('outside>a', {}, true)], 0)).toHaveLength(2);
});

it('keeps so many, however many come', () => {
  const rows = requestRows(100);
  for (let count = 0; count < 2_000; count += 1)
    rows.add([call('gate>front', { traceId: `t${count}`, requestId: `r${count}` }, true)], count);
  expect(rows.rows()).toHaveLength(100);
  expect(rows.rows().at(-1)?.id).toBe('t1999');
});

it('keeps so many of one trace, too, and tells what came with it before no more', () => {
  const rows = requestRows(100);
  let told = 0;
  const ids = new Set<string>();
  for (let count = 0; count < 1_000; count += 1) {
    const fields = { traceId: 't', requestId: `r${count}`, time: count * 100 };
    const found = rows.add(
      [call('front>back', { ...fields, time: count * 100 + 1 }), call('gate>front', fields, true)],
      count,
    );
    told = Math.max(told, found.length);
    for (const { id } of found) ids.add(id);
    expect(found.at(-1)?.hops.map(({ edge }) => edge)).toEqual(['gate>front', 'front>back']);
  }
  expect(told).toBe(100);
  expect(ids.size).toBe(1_000);
  expect(rows.rows()).toHaveLength(100);
  expect(rows.rows().at(-1)?.at).toBe(99_900);
});
