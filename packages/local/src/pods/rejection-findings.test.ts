import { expect, it } from 'vitest';
import type { RejectedResource } from '../ads/rejected-resource.ts';
import { rejectionFindings } from './rejection-findings.ts';
import { podOf, shop } from './testing/pod-fixture.ts';

const { mesh } = shop({ cart: 2 });
const [first, second] = [podOf(mesh, 'cart-0'), podOf(mesh, 'cart-1')];

function rejected(name: string, rest: Partial<RejectedResource> = {}): RejectedResource {
  return { kind: 'clusters', name, isKept: true, reason: 'no such file', ...rest };
}

/** Message and outcome of each finding, of what the Envoys of the two pods reject. */
function told(ofFirst: readonly RejectedResource[], ofSecond: readonly RejectedResource[] = []) {
  const shortfalls = [
    { pod: first, rejected: ofFirst, isLate: false },
    { pod: second, rejected: ofSecond, isLate: false },
  ];
  return rejectionFindings(mesh, shortfalls).map(({ message, callers }) => [message, callers]);
}

it('Envoys that reject the same for the same reason are named together, each resource once', () => {
  expect(told([rejected('a'), rejected('b')], [rejected('b'), rejected('c')])).toEqual([
    [
      'the Envoys of shop/cart-0, shop/cart-1 reject Envoy cluster a, b, c: no such file',
      'the previous version of a, b, c stays active',
    ],
  ]);
});

it('an Envoy that has no earlier version is named by itself, with what callers get', () => {
  expect(told([rejected('a')], [rejected('a', { isKept: false })])).toEqual([
    [
      'the Envoy of shop/cart-0 rejects Envoy cluster a: no such file',
      'the previous version of a stays active',
    ],
    ['the Envoy of shop/cart-1 rejects Envoy cluster a: no such file', 'calls to a fail with 503 NC'],
  ]);
});

it('a whole update names the resource for which it is rejected, and all that it had', () => {
  const update = { cause: 'b' };
  expect(told([rejected('a', { update, isKept: false }), rejected('b', { update })])).toEqual([
    [
      'the Envoy of shop/cart-0 rejects a whole update of Envoy clusters because of b: no such file',
      'the previous version of b stays active; calls to a fail with 503 NC',
    ],
  ]);
  expect(told([rejected('a', { update: {} })])[0]?.[0]).toMatch(/a whole update of Envoy clusters: no such/);
});

it.each([
  ['routes', 'route configuration a', 'requests that need a get 404 NR'],
  ['listeners', 'listener a', 'listener a is absent, and connections to it are refused'],
  ['endpoints', 'the endpoints of Envoy cluster a', 'calls to a fail with 503 UH'],
] as const)('%s are called by their name, and what they cause', (kind, what, callers) => {
  expect(told([rejected('a', { kind, isKept: false })])).toEqual([
    [`the Envoy of shop/cart-0 rejects ${what}: no such file`, callers],
  ]);
});

it('without a better place, it stands at the workload', () => {
  const shortfall = { pod: first, rejected: [rejected('a')], isLate: true };
  const [rejection, late] = rejectionFindings(mesh, [shortfall]);
  expect(rejection).toMatchObject({
    resource: 'Deployment shop/cart',
    location: { line: expect.any(Number) },
  });
  expect(late?.message).toBe('the Envoy of shop/cart-0 did not apply its configuration within 10 s');
});
