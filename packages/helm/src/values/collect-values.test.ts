import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../manifest.ts';
import { expression } from './chart-value.ts';
import { collectValues } from './collect-values.ts';

function read(text: string): Manifest[] {
  return [...parseAllDocuments(text)].flatMap((document) => (document.toJS() as Manifest | null) ?? []);
}

/** `group.name` → its initial value, and its places as `Kind/name path → template`. */
function values(text: string) {
  return Object.fromEntries(
    collectValues(read(text)).map((value) => [
      `${value.group}.${value.name}`,
      {
        initial: value.initial,
        places: value.places.map(
          ({ manifest, path, template }) =>
            `${manifest.kind}/${manifest.metadata.name} ${path.join('.')} → ${template(expression(value))}`,
        ),
      },
    ]),
  );
}

const deployment = (name: string, image: string, version = '', namespace = 'a') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  replicas: 2
  template:
    metadata: {labels: {${version && `version: ${version}`}}}
    spec: {containers: [{name: app, image: '${image}'}]}
---`;

const service = (name: string, version = '') => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: a}
spec: {selector: {app: shop, ${version && `version: ${version}`}}}
---`;

describe('images', () => {
  test('one for stable and canary, with a tag for the canary beside it', () => {
    const found = values(
      deployment('shop-canary', 'reg:5000/x/shop:1', 'canary') + deployment('shop', 'reg:5000/x/shop:1'),
    );
    expect(found['images.shop']).toEqual({
      initial: { repository: 'reg:5000/x/shop', tag: '1', digest: '', canaryTag: '' },
      places: [
        'Deployment/shop-canary spec.template.spec.containers.0.image → {{ include "lab.canaryImage" .Values.images.shop | quote }}',
        'Deployment/shop spec.template.spec.containers.0.image → {{ include "lab.image" .Values.images.shop | quote }}',
      ],
    });
  });

  test('a canary with a tag of its own keeps it', () => {
    const found = values(deployment('shop', 'shop:1') + deployment('shop-canary', 'shop:2', 'canary'));
    expect(found['images.shop']?.initial).toEqual({
      repository: 'shop',
      tag: '1',
      digest: '',
      canaryTag: '2',
    });
  });

  test('where two tags do not say it all, each workload has its image', () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const found = values(
      deployment('shop', 'shop:1') + deployment('shop-canary', `shop:1@${digest}`, 'canary'),
    );
    expect(found['images.shop']?.initial).toEqual({ repository: 'shop', tag: '1', digest: '' });
    expect(found['images.shop-canary']?.initial).toEqual({ repository: 'shop', tag: '1', digest });
  });

  test('two repositories whose last part is the same do not share', () => {
    const found = values(deployment('one', 'x/shop') + deployment('two', 'y/shop'));
    expect(Object.keys(found).filter((name) => name.startsWith('images'))).toEqual([
      'images.shop',
      'images.two',
    ]);
  });

  test('what is no plain name is left alone: injected ones, and ones with a variable', () => {
    const found = values(deployment('one', 'auto') + deployment('two', '$(IMAGE):1'));
    expect(Object.keys(found)).toEqual(['replicas.one', 'replicas.two']);
  });

  test('of init containers and CronJobs too', () => {
    const found = values(`
apiVersion: batch/v1
kind: CronJob
metadata: {name: job, namespace: a}
spec: {jobTemplate: {spec: {template: {spec: {initContainers: [{name: first, image: 'init:1'}], containers: [{name: main, image: 'job:1'}]}}}}}
`);
    expect(Object.keys(found)).toEqual(['images.init', 'images.job']);
  });
});

describe('replicas', () => {
  test('a value for each workload, of one name in two namespaces too', () => {
    const found = values(deployment('shop', 'x') + deployment('shop', 'x', '', 'b'));
    expect(found['replicas.shop']?.places).toEqual([
      'Deployment/shop spec.replicas → {{ int .Values.replicas.shop }}',
    ]);
    expect(found['replicas.b-shop']?.places).toEqual([
      'Deployment/shop spec.replicas → {{ int (index .Values.replicas "b-shop") }}',
    ]);
  });

  test('an autoscaler has bounds', () => {
    const found = values(`
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: shop, namespace: a}
spec: {maxReplicas: 4}
`);
    expect(found).toEqual({
      'autoscaling.shop': {
        initial: { maxReplicas: 4 },
        places: [
          'HorizontalPodAutoscaler/shop spec.maxReplicas → {{ int .Values.autoscaling.shop.maxReplicas }}',
        ],
      },
    });
  });
});

const virtualService = (name: string, stable: number, canary: number, more = '') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: a}
spec:
  ${more}
  http:
  - route: [{destination: {host: shop-service, subset: canary}, weight: 100}]
  - route:
    - {destination: {host: shop-service, subset: stable}, weight: ${stable}}
    - {destination: {host: shop-service, subset: canary}, weight: ${canary}}
---`;

describe('canary', () => {
  test('the split of a VirtualService, by the app behind it', () => {
    expect(values(service('shop-service') + virtualService('vs', 80, 20))).toEqual({
      'canary.shop': {
        initial: 20,
        places: [
          'VirtualService/vs spec.http.1.route.0.weight → {{ sub 100 (int .Values.canary.shop) }}',
          'VirtualService/vs spec.http.1.route.1.weight → {{ int .Values.canary.shop }}',
        ],
      },
    });
  });

  test('routes to one app with one weight share it; with another weight the route has a value of its own', () => {
    const found = values(
      service('shop-service') +
        virtualService('one', 80, 20) +
        virtualService('two', 80, 20) +
        virtualService('three', 70, 30),
    );
    expect(found['canary.shop']?.places).toHaveLength(4);
    expect(found['canary.three']?.initial).toBe(30);
  });

  test('the split of an HTTPRoute, by the version that its Services select', () => {
    const route = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: route, namespace: a}
spec:
  rules:
  - backendRefs: [{name: new, port: 80, weight: 5}, {name: old, port: 80, weight: 95}]
---`;
    const found = values(service('old', 'stable') + service('new', 'canary') + route);
    expect(found['canary.shop']).toEqual({
      initial: 5,
      places: [
        'HTTPRoute/route spec.rules.0.backendRefs.1.weight → {{ sub 100 (int .Values.canary.shop) }}',
        'HTTPRoute/route spec.rules.0.backendRefs.0.weight → {{ int .Values.canary.shop }}',
      ],
    });
  });

  test('a split that is not in hundredths is left alone', () => {
    expect(values(service('shop-service') + virtualService('vs', 3, 1))).toEqual({});
  });
});

describe('hosts', () => {
  const gateway = (hosts: string) => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gateway, namespace: a}
spec: {servers: [{port: {number: 80}, hosts: ${hosts}}]}
---`;

  test('a Gateway and its route have one list', () => {
    const route = virtualService('vs', 1, 1, 'gateways: [gateway]\n  hosts: [shop.example]');
    expect(values(service('shop-service') + gateway('[shop.example]') + route)).toEqual({
      'hosts.shop': {
        initial: ['shop.example'],
        places: [
          'VirtualService/vs spec.hosts → {{ toJson .Values.hosts.shop }}',
          'Gateway/gateway spec.servers.0.hosts → {{ toJson .Values.hosts.shop }}',
        ],
      },
    });
  });

  test('a Gateway with other hosts has a list of its own', () => {
    const route = virtualService('vs', 1, 1, 'gateways: [gateway]\n  hosts: [shop.example]');
    const found = values(service('shop-service') + gateway('["*.example"]') + route);
    expect(Object.keys(found)).toEqual(['hosts.shop', 'hosts.gateway']);
  });

  test('hosts of the mesh itself and hosts with a namespace are left alone', () => {
    expect(values(gateway('[./shop.example]') + virtualService('vs', 1, 1, 'hosts: [shop-service]'))).toEqual(
      {},
    );
  });
});

test('sampling of a Telemetry', () => {
  const found = values(`
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: mesh-default, namespace: istio-system}
spec: {tracing: [{randomSamplingPercentage: 12.5}]}
`);
  expect(found).toEqual({
    'sampling.mesh-default': {
      initial: 12.5,
      places: [
        'Telemetry/mesh-default spec.tracing.0.randomSamplingPercentage → {{ (index .Values.sampling "mesh-default") }}',
      ],
    },
  });
});
