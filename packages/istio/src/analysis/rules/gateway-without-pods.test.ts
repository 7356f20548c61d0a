import { expect, test } from 'vitest';
import { buildMesh } from '../../model/build-mesh.ts';
import { parseResources } from '../../resources/parse-resources.ts';
import { gatewayWithoutPods } from './gateway-without-pods.ts';

const CLUSTER = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Service
metadata: {name: ingress, namespace: edge}
spec: {selector: {istio: ingress}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: empty, namespace: edge}
spec: {selector: {istio: nobody}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress, namespace: edge}
spec:
  template:
    metadata:
      labels: {istio: ingress, sidecar.istio.io/inject: 'true'}
      annotations: {inject.istio.io/templates: gateway}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: other}
spec: {controllerName: example.com/gateway}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
`;

function findingsOf({ namespace = 'edge', className = 'istio', addresses = '', port = 80 }): string[] {
  const gateway = `metadata: {name: web, namespace: ${namespace}}
spec: {gatewayClassName: ${className}, addresses: [${addresses}], listeners: [{name: http, port: ${port}, protocol: HTTP}]}`;
  const text = CLUSTER + gateway;
  const line = text.split('\n').length;
  const { resources, findings } = parseResources(text, { file: 'gateway.yaml' });
  expect(findings).toEqual([]);
  return gatewayWithoutPods(buildMesh(resources), resources).map(
    ({ code, severity, field, message, location }) => {
      expect(location).toMatchObject({ file: 'gateway.yaml', line });
      return `${severity} ${code} ${field}: ${message}`;
    },
  );
}

const hostname = (value: string) => `{type: Hostname, value: ${value}}`;

test.each([
  ['the pods of a Service in its namespace', { addresses: hostname('ingress') }, undefined],
  ['the full name', { addresses: hostname('ingress.edge.svc.cluster.local') }, undefined],
  ["another controller's class", { className: 'other' }, undefined],
  ['a namespace that something else fills', { namespace: 'other', addresses: hostname('gone') }, undefined],
  ['a waypoint', { className: 'istio-waypoint' }, undefined],
  [
    'a class that is not there',
    { className: 'isito' },
    'warning LAB0322 spec.gatewayClassName: there is no GatewayClass "isito", so no controller will program this Gateway: did you mean "istio"?',
  ],
  [
    'no address',
    {},
    'warning LAB0322 spec: this Gateway has no pods: in a cluster, Istio deploys a gateway for it (Service web-istio.edge.svc.cluster.local). In spec.addresses, name the Service of a gateway that exists, with type Hostname',
  ],
  [
    'a Service of another namespace',
    { namespace: 'shop', addresses: hostname('ingress.edge.svc.cluster.local') },
    'warning LAB0322 spec.addresses: this Gateway has no pods: Service ingress.edge.svc.cluster.local is in namespace edge, and a Gateway binds only to Services of its own namespace. Move the Gateway there, and let it accept routes from other namespaces (allowedRoutes.namespaces)',
  ],
  [
    'a Service that is not there',
    { addresses: hostname('ingres') },
    'warning LAB0322 spec.addresses: this Gateway has no pods: Service ingres.edge.svc.cluster.local does not exist: did you mean "ingress.edge.svc.cluster.local"?',
  ],
  [
    'a Service without a gateway behind it',
    { addresses: hostname('empty') },
    'warning LAB0322 spec.addresses: this Gateway has no pods: Service empty.edge.svc.cluster.local selects no gateway pods',
  ],
  [
    'a port that the Service does not have',
    { addresses: hostname('ingress'), port: 8080 },
    `warning LAB0322 spec.listeners[0].port: listener "http" does not open: the gateway's Service has no port 8080 (its ports: 80)`,
  ],
])('%s', (_, gateway, expected) => {
  expect(findingsOf(gateway)).toEqual(expected === undefined ? [] : [expected]);
});
