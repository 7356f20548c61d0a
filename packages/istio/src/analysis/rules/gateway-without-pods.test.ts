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
    'warning LAB0322 spec.gatewayClassName: there is no GatewayClass "isito", so that nobody carries out this Gateway: did you mean "istio"?',
  ],
  [
    'no address',
    {},
    'warning LAB0322 spec: in a cluster Istio deploys a gateway for this (Service web-istio.edge.svc.cluster.local); without one there are no such pods: name the Service of a gateway that is there in spec.addresses, with type Hostname',
  ],
  [
    'a Service of another namespace',
    { namespace: 'shop', addresses: hostname('ingress.edge.svc.cluster.local') },
    'warning LAB0322 spec.addresses: Service ingress.edge.svc.cluster.local is in namespace edge, and a Gateway binds to those of its own only: put the Gateway there and let it take routes of other namespaces (allowedRoutes.namespaces)',
  ],
  [
    'a Service that is not there',
    { addresses: hostname('ingres') },
    'warning LAB0322 spec.addresses: Service ingres.edge.svc.cluster.local is not there: did you mean "ingress.edge.svc.cluster.local"?',
  ],
  [
    'a Service without a gateway behind it',
    { addresses: hostname('empty') },
    'warning LAB0322 spec.addresses: no pod of a gateway is behind Service empty.edge.svc.cluster.local',
  ],
  [
    'a port that the Service does not have',
    { addresses: hostname('ingress'), port: 8080 },
    'warning LAB0322 spec.listeners[0].port: the gateway\'s Service has no port 8080 (it has 80), so that listener "http" is not opened',
  ],
])('%s', (_, gateway, expected) => {
  expect(findingsOf(gateway)).toEqual(expected === undefined ? [] : [expected]);
});
