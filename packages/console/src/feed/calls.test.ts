import { readAccessLogEntry } from '@lab/evidence';
import { buildMesh } from '@lab/istio';
import { expect, it } from 'vitest';
import { callOf } from './calls.ts';
import { type AddressedPod, placesOf } from './places.ts';

const pod = (
  namespace: string,
  workload: string,
  proxy: AddressedPod['proxy'],
  address: string,
): AddressedPod => ({
  ...{ name: `${workload}-0`, namespace, workload, proxy, ready: true, draining: false },
  labels: { app: workload.split('-')[0] ?? '', version: workload.split('-')[1] ?? '' },
  reachedAt: [`${address}:8080`],
  callsFrom: address,
});

const places = placesOf(buildMesh([]), [
  pod('istio-system', 'gateway', 'gateway', '127.1.0.1'),
  pod('shop', 'cart-v1', 'sidecar', '127.1.0.2'),
  pod('shop', 'prices-v2', 'sidecar', '127.1.0.3'),
  pod('old', 'legacy', 'none', '127.1.0.4'),
]);

/** A line as the lab's proxies write it. */
function call(name: string, fields: Record<string, unknown>) {
  const line = {
    start_time: '2026-11-29T16:00:00.000Z',
    duration: 7,
    method: 'GET',
    response_code: 200,
    ...fields,
  };
  const entry = readAccessLogEntry(name, JSON.stringify(line));
  if (!entry) throw new Error('no entry');
  const found = callOf(entry, places);
  return found && { edge: found.edge, version: found.version, failed: found.failed, isEntry: found.isEntry };
}

const outbound = 'outbound|8080||prices.shop.svc.cluster.local';

it('is told by the proxy of its caller, with the version that answered', () => {
  expect(call('shop/cart-v1-0', { upstream_cluster: outbound, upstream_host: '127.1.0.3:8080' })).toEqual({
    ...{ edge: 'shop/cart>shop/prices', version: 'v2', failed: false, isEntry: false },
  });
});

it('counts once: the line of the called proxy is about the same call', () => {
  const fields = {
    upstream_cluster: 'inbound|8080||',
    downstream_peer: 'spiffe://cluster.local/ns/shop/sa/cart',
  };
  expect(call('shop/prices-v2-0', fields)).toBeUndefined();
  // A connection that was refused before it proved who it is from.
  const refused = { method: null, response_code: 0, response_flags: 'NR' };
  expect(
    call('shop/prices-v2-0', { ...refused, downstream_direct_remote_address: '127.1.0.2:40000' }),
  ).toBeUndefined();
});

it.each([
  ['outside of the mesh', '127.0.0.1:40000', 'outside>shop/prices'],
  ['a pod without a proxy', '127.1.0.4:40000', 'old/legacy>shop/prices'],
])('of a caller without a proxy is told by the called one: %s', (_, address, edge) => {
  const fields = { upstream_cluster: 'inbound|8080||', downstream_direct_remote_address: address };
  expect(call('shop/prices-v2-0', fields)).toEqual({ edge, version: 'v2', failed: false, isEntry: true });
});

it('goes to the host that it names where no pod answered', () => {
  const fields = { upstream_cluster: outbound, response_code: 503, response_flags: 'UH' };
  expect(call('shop/cart-v1-0', fields)).toMatchObject({
    ...{ edge: 'shop/cart>prices.shop.svc.cluster.local', failed: true },
  });
  expect(call('shop/cart-v1-0', { authority: 'api.example.com:443', response_code: 502 })?.edge).toBe(
    'shop/cart>api.example.com',
  );
});

it('goes nowhere where a gateway has no route', () => {
  const fields = { authority: 'nosuch.example', response_code: 404, response_flags: 'NR' };
  expect(call('istio-system/gateway-0', fields)).toEqual({
    ...{ edge: undefined, version: undefined, failed: true, isEntry: true },
  });
});

it('of a pod that nobody knows is not told', () => {
  expect(call('shop/nosuch-0', { upstream_cluster: outbound })).toBeUndefined();
});

it('of a pod that has gone is told: its log is read after it', () => {
  const after = placesOf(buildMesh([]), [pod('shop', 'prices-v2', 'sidecar', '127.1.0.3')], places);
  expect(after.pod('shop/cart-v1-0')?.node).toBe('shop/cart');
  expect(after.reached('127.1.0.2:8080')).toBeUndefined();
});
