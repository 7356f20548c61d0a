import type { Hop } from '@lab/service-kit';
import { expect, test } from 'vitest';
import type { Outcome } from './ask.ts';
import type { Failure } from './failure.ts';
import { pathOf, type Stop, stopsOf } from './path.ts';

const id = (name: string) => `spiffe://cluster.local/ns/${name}/sa/${name}`;

function hop(service: string, calledBy?: string, more: Partial<Hop> = {}): Hop {
  const caller = calledBy && { calledBy: `${calledBy}-1` };
  return { service, version: 'stable', pod: `${service}-1`, durationMs: 1, ...caller, ...more };
}

function answered(hops: readonly Hop[], fromEnvoy = false): Outcome {
  const bin = { id: 'glass', name: 'Bottle bank', colour: '#2e7d4f' };
  const rest = { item: 'jar', label: 'glass', material: 'Glass', bin, confidence: 1, alternatives: [] };
  return { ok: true, answer: { ...rest, hops: [...hops] }, fromEnvoy };
}

function failed(failure: Partial<Failure>, fromEnvoy = false): Outcome {
  return { ok: false, failure: { title: 't', detail: 'd', hop: 'ml', ...failure }, fromEnvoy };
}

/** A path as nested names: `frontend(backend(ml stock))`, with `!` behind what failed. */
function outline(stops: readonly Stop[]): string {
  const each = ({ name, failed, calls }: Stop) =>
    `${name}${failed ? '!' : ''}${calls.length > 0 ? `(${outline(calls)})` : ''}`;
  return stops.map(each).join(' ');
}

test('before a request the tiers are shown, and nothing that nobody knows', () => {
  expect(outline(pathOf(undefined))).toBe('frontend(backend(ml))');
  for (const stop of stopsOf(pathOf(undefined))) expect(Object.keys(stop)).toEqual(['name', 'kind', 'calls']);
});

test.each([
  ['a chain', [hop('frontend'), hop('backend', 'frontend'), hop('ml', 'backend')], 'frontend(backend(ml))'],
  [
    'two services called by the same one',
    [hop('frontend'), hop('backend', 'frontend'), hop('ml', 'backend'), hop('stock', 'backend')],
    'frontend(backend(ml stock))',
  ],
  [
    'a branch further up',
    [hop('frontend'), hop('backend', 'frontend'), hop('ml', 'backend'), hop('stock', 'frontend')],
    'frontend(backend(ml) stock)',
  ],
  [
    'the same pod called twice',
    [hop('frontend'), hop('backend', 'frontend'), hop('backend', 'frontend')],
    'frontend(backend backend)',
  ],
  [
    'services that call in a circle',
    [hop('frontend'), hop('backend', 'frontend'), hop('frontend', 'backend'), hop('ml', 'frontend')],
    'frontend(backend(frontend(ml)))',
  ],
])('is a tree of who called whom: %s', (_name, hops, tree) => {
  expect(outline(pathOf(answered(hops)))).toBe(tree);
});

test('a service that failed without failing the request is on it', () => {
  const failedCalls = [{ service: 'stock', status: 503 }];
  const hops = [hop('frontend'), hop('backend', 'frontend', { failedCalls }), hop('ml', 'backend')];
  expect(outline(pathOf(answered(hops)))).toBe('frontend(backend(stock! ml))');
});

test('a failure is at the hop where it happened; those before it only passed it on', () => {
  const failedCalls = [
    { service: 'ml', status: 503, callerSidecar: true, sidecar: { flag: 'UH', message: '' } },
  ] as const;
  const hops = [
    hop('frontend', undefined, { status: 502 }),
    hop('backend', 'frontend', { status: 502, failedCalls: [...failedCalls] }),
  ];
  const path = pathOf(failed({ hops }));
  expect(outline(path)).toBe('frontend(backend(ml!))');
  expect(stopsOf(path).map(({ note }) => note)).toEqual([
    'answered 502',
    'answered 502',
    'a sidecar answered 503 (UH)',
  ]);
  expect(stopsOf(path)[2]).toMatchObject({ callerSidecar: true });
});

test('a service in the middle that fails itself is the one', () => {
  const hops = [
    hop('frontend', undefined, { status: 502 }),
    hop('backend', 'frontend', { status: 500 }),
    hop('ml', 'backend'),
  ];
  expect(outline(pathOf(failed({ hops, hop: 'backend' })))).toBe('frontend(backend!(ml))');
});

test('gateway and sidecars are shown where a certificate tells of them', () => {
  const mutualTls = (caller: string, self: string) => ({ mutualTls: { caller: id(caller), self: id(self) } });
  const gateway = 'spiffe://cluster.local/ns/istio-ingress/sa/istio-ingressgateway';
  const path = pathOf(
    answered([
      hop('frontend', undefined, { mutualTls: { caller: gateway, self: id('frontend') } }),
      hop('backend', 'frontend', mutualTls('frontend', 'backend')),
      hop('ml', 'backend'),
    ]),
  );
  const evidence = stopsOf(path).map(({ name, callerSidecar, ownSidecar, callerIdentity }) => ({
    ...{ name, callerSidecar, ownSidecar, callerIdentity },
  }));
  expect(evidence).toEqual([
    { name: 'gateway' },
    {
      name: 'frontend',
      ownSidecar: true,
      callerIdentity: 'istio-ingress/istio-ingressgateway',
    },
    { name: 'backend', callerSidecar: true, ownSidecar: true, callerIdentity: 'frontend/frontend' },
    { name: 'ml' },
  ]);
});

test('without mutual TLS only what headers of answers tell is shown', () => {
  const hops = [hop('frontend'), hop('backend', 'frontend', { callerSidecar: true })];
  const path = pathOf(answered(hops, true));
  expect(outline(path)).toBe('Envoy(frontend(backend))');
  expect(stopsOf(path)[2]).toMatchObject({ callerSidecar: true });
  expect(stopsOf(path)[2]).not.toHaveProperty('ownSidecar');
  expect(outline(pathOf(answered(hops, false)))).toBe('frontend(backend)');
});

test.each([
  ['the gateway itself', { hop: 'gateway', status: 503 }, 'gateway!'],
  [
    'a sidecar in the place of the frontend',
    { hop: "frontend's sidecar", status: 403 },
    'gateway(frontend!)',
  ],
  ['nobody', { hop: 'localhost:3000' }, 'localhost:3000!'],
  [
    'a service that tells of no way',
    { hop: 'frontend', status: 500, servedBy: { service: 'frontend', version: 'stable' } },
    'frontend!',
  ],
])('a failure without hops: %s answered', (_name, failure, tree) => {
  expect(outline(pathOf(failed(failure)))).toBe(tree);
});
