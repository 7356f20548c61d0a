import type { journey } from '@lab/istio';
import { expect, test } from 'vitest';
import type { Compared, Seen } from './ask-generated.ts';
import { differenceOf } from './compare-hop.ts';

const route = { virtualHost: 'api', mirrors: [], passedOver: [] } as unknown as journey.RouteStep;
const reached: journey.End = {
  ...{ share: 1, by: 'application', flags: [], cluster: 'outbound|80||api', workloads: ['shop/api'] },
};
const refused: journey.End = {
  ...{ share: 1, by: 'caller-proxy', status: 503, flags: ['UF', 'URX'], workloads: [] },
  failure: { kind: 'no-listener' },
};
const hopWith = (...ends: readonly journey.End[]) => ({ route, ends }) as unknown as journey.Hop;
const answer = (status: number) => ({ status, headers: {}, body: '' });
const seen: Seen = { answer: answer(200), flags: [], cluster: 'outbound|80||api', pod: 'shop/api-0:8080' };
const compare = (hop: journey.Hop, got: Partial<Seen>) =>
  differenceOf({ hop, seen: { ...seen, ...got } } as unknown as Compared);

test('a request that ended as one of the ends differs from none', () => {
  expect(compare(hopWith(refused, reached), {})).toBeUndefined();
  expect(compare(hopWith(refused), { answer: answer(503), flags: ['UF', 'URX'] })).toBeUndefined();
});

test.each<[string, Partial<Seen>]>([
  ['status', { answer: answer(404) }],
  ['flag', { flags: ['DI'] }],
  ['cluster', { cluster: 'outbound|80||other' }],
  ['workload', { pod: 'shop/api-v2-0:8080' }],
  ['connection', { answer: { closed: 'ECONNRESET' } }],
])('another %s is a difference', (_, got) => {
  expect(compare(hopWith(reached), got)).toBe('no end is like it');
});

test("a pod's port without a listener may be no endpoint here", () => {
  expect(compare(hopWith(refused), { answer: answer(503), flags: ['UH'] })).toBeUndefined();
  expect(
    compare(hopWith({ ...refused, failure: { kind: 'tls-to-plaintext' } }), {
      answer: answer(503),
      flags: ['UH'],
    }),
  ).toBe('no end is like it');
});

test('a connection to a server outside of the mesh may fail, in its own cluster only', () => {
  const outside = hopWith({ ...reached, by: 'outside', workloads: [] });
  const failed = { answer: answer(503), flags: ['UF', 'URX'] };
  expect(compare(outside, failed)).toBeUndefined();
  expect(compare(outside, { ...failed, cluster: 'outbound|80||other' })).toBe('no end is like it');
  expect(compare(outside, { answer: answer(503), flags: ['UH'] })).toBe('no end is like it');
});

test('nothing listens only where no proxy could see the request', () => {
  expect(differenceOf({ hop: hopWith(refused) } as unknown as Compared)).toBeUndefined();
  expect(differenceOf({ hop: hopWith(reached) } as unknown as Compared)).toBe('nothing listens for it');
});
