import { readAccessLogEntry } from '@lab/evidence';
import type { Mesh } from '@lab/istio';
import type { PodStatus } from '@lab/local';
import { beforeEach, expect, it } from 'vitest';
import { ejectionWatch } from './ejections.ts';

const pod = (name: string, address: string) =>
  ({
    ...{ namespace: 'shop', name, workload: name.replace(/-\d+$/, '') },
    sidecar: { pid: 1, adminSocket: name },
    addresses: { inbound: { 8080: address } },
  }) as unknown as PodStatus;
const PODS = [pod('a-0', '127.0.0.2:8080'), pod('a-1', '127.0.0.3:8080'), pod('b-0', '127.0.0.4:8080')];
const rules = (...specs: readonly object[]) =>
  ({ destinationRules: specs.map((spec) => ({ spec })) }) as unknown as Mesh;
const DETECTING = rules({ trafficPolicy: { outlierDetection: { consecutive5xxErrors: 3 } } });

const line = (from: string, fields: object) => {
  const start = { start_time: '2026-01-01T00:00:00.000Z', upstream_attempt_count: '1' };
  const entry = readAccessLogEntry(`shop/${from}`, JSON.stringify({ ...start, ...fields }));
  return entry ? [entry] : [];
};

let asked: string[];
let time: number;
let mesh: Mesh;
/** What each proxy has ejected. */
let ejected: Record<string, string[]>;
beforeEach(() => {
  asked = [];
  time = 0;
  mesh = DETECTING;
  ejected = {};
});

function watch() {
  return ejectionWatch({
    ...{ mesh: () => mesh, pods: () => PODS, now: () => time },
    ask: async (socket) => {
      asked.push(socket);
      return ejected[socket] ?? [];
    },
  });
}

it('asks every proxy at first, then none as long as all goes well', async () => {
  const { ejections, note } = watch();
  await ejections();
  expect(asked).toEqual(['a-0', 'a-1', 'b-0']);
  note(line('a-0', { response_code: 200 }));
  note(line('b-0', { response_code: 404 }));
  await ejections();
  expect(asked).toHaveLength(3);
});

it.each([
  ['an error of the server', { response_code: 503 }],
  ['a connection that failed', { response_code: 0, response_flags: 'UF' }],
  ['an answer of the second attempt', { response_code: 200, upstream_attempt_count: '2' }],
])('asks the proxy that logged %s, once', async (_, fields) => {
  const { ejections, note } = watch();
  await ejections();
  note(line('a-1', fields));
  await ejections();
  await ejections();
  expect(asked.slice(3)).toEqual(['a-1']);
});

it('asks a proxy that has ejected a pod until it takes it back', async () => {
  const { ejections, note } = watch();
  await ejections();
  ejected = { 'a-0': ['127.0.0.4:8080'], 'a-1': ['127.0.0.4:8080'] };
  note([...line('a-0', { response_code: 503 }), ...line('a-1', { response_code: 503 })]);
  expect(await ejections()).toEqual(new Map([['shop/b-0', ['shop/a']]]));
  ejected = {};
  expect(await ejections()).toEqual(new Map());
  await ejections();
  expect(asked.slice(3)).toEqual(['a-0', 'a-1', 'a-0', 'a-1']);
});

it('asks all now and then, when it begins anew, and where the log does not count attempts', async () => {
  const { ejections, note, reset } = watch();
  await ejections();
  time = 30_000;
  await ejections();
  reset();
  await ejections();
  expect(asked).toHaveLength(9);
  note(line('b-0', { response_code: 200 }).map((entry) => ({ ...entry, lacks: ['upstream_attempt_count'] })));
  await ejections();
  expect(asked.slice(9)).toEqual(['b-0']);
});

it('asks nobody without outlier detection', async () => {
  mesh = rules({ trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } });
  expect(await watch().ejections()).toEqual(new Map());
  expect(asked).toEqual([]);
});
