import { expect, test } from 'vitest';
import { type CandidatePod, choosePod } from './choose-pod.ts';

const pod = (path: string, more: Partial<CandidatePod> = {}): CandidatePod => {
  const [namespace = '', workload = '', index = '0'] = path.split('/');
  return { name: `${workload}-${index}`, namespace, workload, proxy: 'sidecar', ready: true, ...more };
};
const pods = [
  pod('shop/cart/0', { ready: false }),
  pod('shop/cart/1'),
  pod('shop/web'),
  pod('blog/web'),
  pod('blog/db', { ready: false }),
  pod('istio-system/ingress', { proxy: 'gateway' }),
];

test.each([
  ['cart', 'cart-1'],
  ['shop/cart', 'cart-1'],
  ['blog/web', 'web-0'],
  ['shop/cart-1', 'cart-1'],
])('%s is %s', (wanted, name) => {
  expect(choosePod(pods, wanted).name).toBe(name);
});

test.each([
  ['web', 'several workloads are called web; use one of shop/web, blog/web'],
  ['db', 'db has no ready pod'],
  ['crat', 'did you mean "cart"?\nthe workloads are: blog/db, blog/web, shop/cart, shop/web'],
  ['ingress', 'no workload with an application is called ingress'],
])('%s is none', (wanted, message) => {
  expect(() => choosePod(pods, wanted)).toThrow(message);
});
