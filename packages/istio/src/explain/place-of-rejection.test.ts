import { describe, expect, it } from 'vitest';
import { buildMesh } from '../model/build-mesh.ts';
import type { Mesh } from '../model/mesh.ts';
import { parseResources } from '../resources/parse-resources.ts';
import { translate } from '../xds/translate.ts';
import { placeOfRejection, type RejectedConfig } from './place-of-rejection.ts';

const BASE = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  replicas: 1
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec: { containers: [{ name: cart, image: cart, ports: [{ containerPort: 8080 }] }] }
`;

const ROUTES = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
  - name: first
    match: [{ uri: { regex: '/\\pL{100}' } }]
    route: [{ destination: { host: cart } }]
  - name: second
    headers: { request: { set: { x-who: '%HOSTNAM%' } } }
    route: [{ destination: { host: cart } }]
`;

const RULE = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec:
  host: cart
  trafficPolicy: { loadBalancer: { consistentHash: { httpHeaderName: x-user, ringHash: { minimumRingSize: 10000000 } } } }
`;

const POLICIES = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: jwt, namespace: shop }
spec: { jwtRules: [{ issuer: a, jwks: '{"keys":[{"kty":"RSA","n":"!!","e":"AQAB"}]}' }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "accessLogFile: /dev/stdout\\naccessLogFormat: '%START_TIM%'" }
`;

const RING =
  'Proto constraint validation failed (ClusterValidationError.RingHashLbConfig: embedded message failed validation | ' +
  'caused by RingHashLbConfigValidationError.MinimumRingSize: value must be less than or equal to 8388608)';
const REGEX = `regex '/\\pL{100}' RE2 program size of 119604 > max program size of 32768 set for the error level threshold.`;
const CART = 'outbound|80||cart.shop.svc.cluster.local';

function secretNamed(namespace: string): string {
  return `apiVersion: v1\nkind: Secret\nmetadata: { name: web, namespace: ${namespace} }\ndata: { tls.crt: YQ== }`;
}

function meshOf(...parts: string[]): Mesh {
  return buildMesh(parseResources([BASE, ...parts].join('\n---\n')).resources);
}

/** The resource and the field, of something that the Envoy of cart rejects. */
function placed(mesh: Mesh, kind: Exclude<RejectedConfig['kind'], 'secrets'>, name: string, reason: string) {
  const [pod] = mesh.pods;
  if (!pod) throw new Error('no pod');
  const resources: readonly object[] = translate(mesh, pod)[kind];
  const resource = resources.find((one) => 'name' in one && one.name === name);
  if (!resource) throw new Error(`no ${name}`);
  const { resource: subject, field } = placeOfRejection(mesh, pod, { kind, name, resource, reason }) ?? {};
  return subject === undefined ? undefined : [subject, field];
}

describe('the place of what Envoy rejects', () => {
  const routes = meshOf(ROUTES);
  const policies = meshOf(POLICIES);

  it.each([
    [
      'whose value has a word of Envoy’s',
      'Not supported field in StreamInfo: HOSTNAM',
      '[1].headers.request.set.x-who',
    ],
    ['that Envoy quotes', REGEX, '[0].match[0].uri.regex'],
  ])('is the field of the route %s', (_, reason, field) => {
    expect(placed(routes, 'routes', '80', reason)).toEqual(['VirtualService shop/cart', `spec.http${field}`]);
  });

  it('is the resource where the words say nothing of it', () => {
    expect(placed(routes, 'routes', '80', 'no')).toEqual(['VirtualService shop/cart', undefined]);
  });

  it('is the field of the DestinationRule that Envoy names as protobuf does', () => {
    expect(placed(meshOf(RULE), 'clusters', CART, RING)).toEqual([
      'DestinationRule shop/cart',
      'spec.trafficPolicy.loadBalancer.consistentHash.ringHash.minimumRingSize',
    ]);
  });

  it('is the Service of an Envoy cluster without a DestinationRule', () => {
    expect(placed(meshOf(), 'clusters', CART, 'no')).toEqual(['Service shop/cart', 'spec']);
  });

  it.each([
    ['jwks', ['RequestAuthentication shop/jwt', 'spec.jwtRules[0].jwks']],
    ['StreamInfo: START_TIM', ['ConfigMap istio-system/istio', 'data.mesh']],
  ])('is the policy or the mesh configuration that listeners are made with: %s', (words, place) => {
    expect(placed(policies, 'listeners', 'virtualInbound', `invalid ${words}`)).toEqual(place);
  });

  it.each([
    ['kubernetes://web', 'shop/web'],
    ['kubernetes://web-cacert', 'shop/web'],
    ['kubernetes-gateway://edge/web', 'edge/web'],
    ['kubernetes://other', undefined],
    ['default', undefined],
  ])('is the Secret of a credential: %s', (name, secret) => {
    const mesh = meshOf(...['shop', 'edge'].map(secretNamed));
    const [pod] = mesh.pods;
    if (!pod) throw new Error('no pod');
    const { resource } = placeOfRejection(mesh, pod, { kind: 'secrets', name, reason: 'no' }) ?? {};
    expect(resource).toBe(secret && `Secret ${secret}`);
  });

  it('is unknown where several are possible and the words say nothing', () => {
    expect(placed(policies, 'listeners', 'virtualInbound', 'no')).toBeUndefined();
  });
});
