import { buildMesh } from '@lab/istio';
import type { Span } from '@lab/observe';
import { expect, test } from 'vitest';
import { type AddressedPod, placesOf } from '../feed/places.ts';
import { traceRow } from './trace-row.ts';

const pod = (namespace: string, workload: string, proxy: AddressedPod['proxy']): AddressedPod => ({
  ...{ name: `${workload}-0`, namespace, workload, proxy, ready: true, draining: false, reachedAt: [] },
  labels: { app: workload.split('-')[0] ?? '', version: workload.split('-')[1] ?? '' },
});
const places = placesOf(buildMesh([]), [
  pod('istio-system', 'gateway', 'gateway'),
  pod('shop', 'cart-v1', 'sidecar'),
  pod('shop', 'prices-v2', 'sidecar'),
]);

const traceId = 'a'.repeat(32);
/** A span of a proxy, as Envoy names itself in it. */
function span(id: number, parent: number | undefined, who: string, part: Partial<Span> = {}): Span {
  const type = who.includes('gateway') ? 'router' : 'sidecar';
  return {
    ...{ traceId, spanId: String(id).padStart(16, '0'), name: 'x', kind: 'client', service: 'x' },
    ...(parent !== undefined && { parentSpanId: String(parent).padStart(16, '0') }),
    ...{ source: type === 'router' ? 'gateway' : 'sidecar', status: 'unset' },
    ...{ startMicros: 1_000_000 * id, durationMicros: 5_000 },
    ...part,
    attributes: {
      ...{ node_id: `${type}~10.0.0.1~${who}~x.svc.cluster.local`, 'http.method': 'GET' },
      ...{ 'http.url': 'http://shop.example/cart?token=1', 'http.status_code': '200', response_flags: '-' },
      ...part.attributes,
    },
  };
}

test('the path of a request: from the gateway, then from sidecar to sidecar over the application', () => {
  const app = { ...span(4, 3, 'cart-v1-0.shop'), source: 'app' as const, kind: 'internal' as const };
  const row = traceRow(
    traceId,
    [
      span(1, undefined, 'gateway-0.istio-system'),
      span(3, 1, 'cart-v1-0.shop', { kind: 'server' }),
      app,
      span(5, 4, 'cart-v1-0.shop', { attributes: { 'http.status_code': '503', response_flags: 'UF,URX' } }),
      span(6, 5, 'prices-v2-0.shop', { kind: 'server' }),
    ],
    places,
  );
  expect(row).toMatchObject({
    ...{ id: traceId, entry: 'istio-system/gateway-0', from: 'istio-system/gateway', at: 1_000 },
    ...{ method: 'GET', host: 'shop.example', path: '/cart', status: 200, failed: true },
  });
  expect(row?.hops.map(({ edge, version, status, flags }) => [edge, version, status, flags])).toEqual([
    ['istio-system/gateway>shop/cart', 'v1', 200, []],
    ['shop/cart>shop/prices', 'v2', 503, ['UF', 'URX']],
  ]);
});

test('a call that nobody took leads to the host of its cluster, and has no version', () => {
  const attributes = {
    'upstream_cluster.name': 'outbound|80||gone.shop.svc.cluster.local',
    'http.status_code': '503',
    response_flags: 'UH',
  };
  const row = traceRow(traceId, [span(1, undefined, 'gateway-0.istio-system', { attributes })], places);
  expect(row?.hops).toEqual([
    {
      ...{ edge: 'istio-system/gateway>gone.shop.svc.cluster.local', pod: 'istio-system/gateway-0' },
      ...{ status: 503, flags: ['UH'], durationMs: 5 },
    },
  ]);
  expect(traceRow(traceId, [], places)).toBeUndefined();
});
