import { expect } from 'vitest';
import { parseResources } from '../../resources/parse-resources.ts';
import { buildMesh } from '../build-mesh.ts';
import { gatewayApiVirtualServices } from './virtual-services.ts';

/** Services of two namespaces, and a Gateway with listeners for a name, for a wildcard and for any name. */
export const SERVICES = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {tier: front}}
---
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
  - {name: exact, port: 80, protocol: HTTP, hostname: a.example.com, allowedRoutes: {namespaces: {from: All}}}
  - {name: wild, port: 80, protocol: HTTP, hostname: '*.example.com', allowedRoutes: {namespaces: {from: All}}}
  - name: labelled
    port: 81
    protocol: HTTP
    allowedRoutes:
      namespaces: {from: Selector, selector: {matchExpressions: [{key: tier, operator: In, values: [front]}]}}
`;

export const CART = '{name: cart, port: 80}';

/** An HTTPRoute of namespace `shop`, to go after other text. */
export function route(name: string, spec: string, { namespace = 'shop', created = '' } = {}): string {
  return `
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: ${namespace}${created && `, creationTimestamp: "${created}"`}}
spec: ${spec}`;
}

/** The VirtualServices that HTTPRoutes become. */
export function convert(...routes: string[]) {
  const { resources, findings } = parseResources([SERVICES, ...routes].join(''), { file: 'routes.yaml' });
  expect(findings).toEqual([]);
  return gatewayApiVirtualServices(buildMesh(resources));
}

/** Where all is one rule. */
export function onlyRouteOf(virtualServices: ReturnType<typeof convert>) {
  expect(virtualServices.map(({ http }) => http.length)).toEqual([1]);
  return virtualServices[0]?.http[0];
}
