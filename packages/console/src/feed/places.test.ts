import { buildMesh } from '@lab/istio';
import { expect, it } from 'vitest';
import { type AddressedPod, type PodPlaces, placesOf } from './places.ts';

const mesh = buildMesh([]);
const pod = (name: string): AddressedPod => ({
  ...{ name, namespace: 'shop', workload: 'cart', labels: { app: 'cart' }, proxy: 'sidecar', ready: true },
  ...{ draining: false, reachedAt: [] },
});

it('knows a pod for a while after it has gone, and not for ever', () => {
  let places: PodPlaces | undefined;
  for (let count = 0; count < 2_000; count += 1) places = placesOf(mesh, [pod(`cart-${count}`)], places);
  const names = [...(places?.known.keys() ?? [])];
  expect(names).toHaveLength(501);
  expect([names[0], names.at(-2), names.at(-1)]).toEqual([
    'shop/cart-1499',
    'shop/cart-1998',
    'shop/cart-1999',
  ]);
});

it('keeps every pod that is there', () => {
  const pods = Array.from({ length: 700 }, (_, count) => pod(`cart-${count}`));
  const places = placesOf(mesh, pods, placesOf(mesh, pods));
  expect(places.known.size).toBe(700);
  expect(places.pod('shop/cart-0')?.node).toBe('shop/cart');
});
