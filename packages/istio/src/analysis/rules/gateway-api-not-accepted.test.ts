import { expect, test } from 'vitest';
import { buildMesh } from '../../model/build-mesh.ts';
import { parseResources } from '../../resources/parse-resources.ts';
import { gatewayApiNotAccepted } from './gateway-api-not-accepted.ts';

const CLUSTER = `
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: stock, namespace: store}
spec: {selector: {app: stock}, ports: [{name: http, port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: edge}
spec:
  gatewayClassName: istio
  addresses: [{type: Hostname, value: ingress}]
  listeners:
  - {name: open, port: 80, protocol: HTTP, hostname: '*.example.com', allowedRoutes: {namespaces: {from: All}}}
  - {name: own, port: 81, protocol: HTTP}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: waypoint, namespace: shop}
spec:
  gatewayClassName: istio-waypoint
  listeners: [{name: mesh, port: 15008, protocol: HBONE}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: shop}
`;

const GATEWAY = '{name: web, namespace: edge}';
const SERVICE = "{group: '', kind: Service, name: cart}";
const CART = '{name: cart, port: 80}';

function findingsOf(parentRef: string, rule: string, hostnames = ''): string[] {
  const spec = `spec: {parentRefs: [${parentRef}], hostnames: [${hostnames}], rules: [${rule}]}`;
  const text = CLUSTER + spec;
  const line = text.split('\n').length;
  const { resources, findings } = parseResources(text, { file: 'route.yaml' });
  expect(findings).toEqual([]);
  return gatewayApiNotAccepted(buildMesh(resources), resources).map(
    ({ code, severity, field, message, location }) => {
      expect(location).toMatchObject({ file: 'route.yaml', line });
      return `${severity} ${code} ${field}: ${message}`;
    },
  );
}

const BACKEND = `{backendRefs: [${CART}]}`;
const FIRST_BACKEND = 'spec.rules[0].backendRefs[0]';

test.each([
  ['nothing wrong', GATEWAY, BACKEND, undefined],
  ['nothing wrong inside the mesh', SERVICE, BACKEND, undefined],
  ['a waypoint, which a cluster carries out', '{name: waypoint}', BACKEND, undefined],
  [
    'a Gateway that is not there',
    '{name: wep, namespace: edge}',
    BACKEND,
    'error IST0101 spec.parentRefs[0]: Gateway edge/wep does not exist, so this route has no effect there: did you mean "edge/web"?',
  ],
  [
    'a Gateway looked for in the own namespace',
    '{name: web}',
    BACKEND,
    'error IST0101 spec.parentRefs[0]: Gateway shop/web does not exist, so this route has no effect there',
  ],
  [
    'a listener that is not there',
    '{name: web, namespace: edge, sectionName: opne}',
    BACKEND,
    'warning LAB0321 spec.parentRefs[0]: Gateway edge/web does not accept this route: it has no listener "opne"',
  ],
  [
    'a port without a listener',
    '{name: web, namespace: edge, port: 8080}',
    BACKEND,
    'warning LAB0321 spec.parentRefs[0]: Gateway edge/web does not accept this route: it has no listener on port 8080',
  ],
  [
    'a namespace that the listener does not take',
    '{name: web, namespace: edge, port: 81}',
    BACKEND,
    'warning LAB0321 spec.parentRefs[0]: Gateway edge/web does not accept this route: it has no listener on port 81; listener "own" accepts no routes from namespace shop (allowedRoutes.namespaces)',
  ],
  [
    'a Service as parent that is not there',
    "{group: '', kind: Service, name: carts}",
    BACKEND,
    'error IST0101 spec.parentRefs[0]: Service shop/carts does not exist, so this route has no effect there: did you mean "cart"?',
  ],
  [
    'a port that the parent does not have',
    "{group: '', kind: Service, name: cart, port: 8080}",
    BACKEND,
    'error IST0101 spec.parentRefs[0]: Service shop/cart has no port 8080 (its ports: 80), so this route has no effect there',
  ],
  [
    'a Service as parent without its group',
    '{kind: Service, name: cart}',
    BACKEND,
    'warning LAB0321 spec.parentRefs[0]: Istio supports no parent of kind "gateway.networking.k8s.io/Service": for a Service, set group: ""',
  ],
  [
    'a backend that is not there',
    SERVICE,
    '{backendRefs: [{name: carx, port: 80}]}',
    `error IST0101 ${FIRST_BACKEND}.name: Service shop/carx does not exist, so requests to this backend get 500: did you mean "cart"?`,
  ],
  [
    'a port that the backend does not have',
    SERVICE,
    '{backendRefs: [{name: cart, port: 81}]}',
    `error IST0101 ${FIRST_BACKEND}.port: Service shop/cart has no port 81 (its ports: 80), so requests to this backend get 500`,
  ],
  [
    'a backend of another namespace without a grant',
    GATEWAY,
    '{backendRefs: [{name: stock, namespace: store, port: 80}]}',
    `warning LAB0321 ${FIRST_BACKEND}: requests to this backend get 500: Service store/stock is in another namespace, and no ReferenceGrant there allows HTTPRoutes of namespace shop to refer to it`,
  ],
  [
    'a backend of a kind that nothing is sent to',
    SERVICE,
    '{backendRefs: [{kind: Secret, name: cart, port: 80}]}',
    `warning LAB0321 ${FIRST_BACKEND}.kind: requests to this backend get 500: Istio supports no backend of kind "Secret"`,
  ],
  [
    'a filter that Istio does not know',
    SERVICE,
    `{backendRefs: [${CART}], filters: [{type: ExtensionRef}]}`,
    'warning LAB0321 spec.rules[0].filters[0].type: filter type "ExtensionRef" is not supported here: Istio drops all rules of this HTTPRoute',
  ],
  [
    'a mirror to nowhere',
    SERVICE,
    `{backendRefs: [${CART}], filters: [{type: RequestMirror, requestMirror: {backendRef: {name: gone, port: 80}}}]}`,
    'error IST0101 spec.rules[0].filters[0].requestMirror.backendRef.name: Service shop/gone does not exist, so requests to this backend get 500',
  ],
])('%s', (_, parentRef, rule, expected) => {
  expect(findingsOf(parentRef, rule)).toEqual(expected === undefined ? [] : [expected]);
});

test('no hostname in common with the listener', () => {
  expect(findingsOf('{name: web, namespace: edge, port: 80}', BACKEND, 'b.org')).toEqual([
    `warning LAB0321 spec.parentRefs[0]: Gateway edge/web does not accept this route: listener "open" serves *.example.com and none of the route's hostnames (b.org); it has no listener on port 80`,
  ]);
});
