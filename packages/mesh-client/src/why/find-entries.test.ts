import { expect, test } from 'vitest';
import type { AccessLog } from './access-log.ts';
import { findEntries } from './find-entries.ts';

const START = Date.parse('2026-11-29T09:00:00Z');

/** A line of a request that began so many milliseconds after the start and took ten; `gateway` is the caller. */
function line(index: number, pod: string, status = 200): string {
  return JSON.stringify({
    start_time: new Date(START + index * 20).toISOString(),
    duration: 10,
    response_code: status,
    method: 'GET',
    request_id: `request-${index}-`,
    trace_id: `trace-${index}-`,
    upstream_local_address: pod === 'a/gateway' ? `127.0.0.1:${index}` : null,
  });
}

/** A log of so many requests in blocks of a hundred lines, and how many lines of it were read. */
function logOf(pod: string, requests: number, failed: readonly number[]) {
  const lines = Array.from({ length: requests }, (_, index) =>
    line(index, pod, failed.includes(index) ? 503 : 200),
  );
  const counted = { lines: 0 };
  const log: AccessLog = {
    pod,
    earlier: async () => {
      const block = lines.splice(-100);
      counted.lines += block.length;
      return block.length === 0 ? undefined : Buffer.from(`${block.join('\n')}\n`);
    },
  };
  return { log, counted };
}

async function find(requests: number, failed: readonly number[], question: { id?: string; since?: number }) {
  const logs = ['a/gateway', 'b/sidecar'].map((pod) => logOf(pod, requests, failed));
  const found = await findEntries(
    logs.map(({ log }) => log),
    question,
  );
  return { ...found, lines: logs.reduce((sum, { counted }) => sum + counted.lines, 0) };
}

test('the last failure has the entries of both proxies', async () => {
  const { entries } = await find(1_000, [600, 950], {});
  expect(entries.map(({ pod, requestId }) => [pod, requestId])).toEqual([
    ['a/gateway', 'request-950-'],
    ['b/sidecar', 'request-950-'],
  ]);
});

test.each([
  ['the last failure', {}, -10],
  ['a request by its ID', { id: 'request-LAST-' }, -10],
  ['a failure since a time', { since: Infinity }, -10],
])('lines that are read for %s do not grow with the requests before it', async (_, question, at) => {
  const read = async (requests: number) => {
    const last = requests + at;
    const asked = {
      ...question,
      ...('id' in question && { id: question.id.replace('LAST', String(last)) }),
      ...('since' in question && { since: START + (last - 5) * 20 }),
    };
    const { lines, entries } = await find(requests, [last], asked);
    expect(entries).toHaveLength(2);
    return lines;
  };
  expect(await read(100_000)).toBe(await read(1_000));
});

test('a log without a failure is read back as far as the budget goes, and the answer says how far', async () => {
  const few = await find(1_000, [], {});
  expect(few).toMatchObject({ entries: [], lines: 2_000 });
  expect(few.lookedBackTo).toBeUndefined();
  const [many, more] = [await find(50_000, [], {}), await find(100_000, [], {})];
  expect(many.lookedBackTo).toBeGreaterThan(START);
  expect(more.lines).toBe(many.lines);
});

test('what failed before the time that is asked for does not count', async () => {
  const { entries, lines } = await find(10_000, [100], { since: START + 9_900 * 20 });
  expect(entries).toEqual([]);
  expect(lines).toBeLessThan(1_000);
});

test('an ID that nothing has is looked for in the whole logs', async () => {
  expect(await find(1_000, [], { id: 'ffff' })).toEqual({ entries: [], lines: 2_000 });
});

test('a refused connection comes with the request of its caller', async () => {
  const refused = JSON.stringify({
    start_time: new Date(START + 5 * 20 + 5).toISOString(),
    duration: 0,
    response_code: 0,
    response_flags: 'NR',
    downstream_remote_address: '127.0.0.1:5',
  });
  for (const question of [{}, { id: 'request-5-' }]) {
    const blocks = [Buffer.from(`${refused}\n`)];
    const callee: AccessLog = { pod: 'b/sidecar', earlier: async () => blocks.pop() };
    const { entries } = await findEntries([logOf('a/gateway', 10, [5]).log, callee], question);
    expect(entries.map(({ pod }) => pod)).toEqual(['a/gateway', 'b/sidecar']);
  }
});
