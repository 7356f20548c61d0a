import { expect, it } from 'vitest';
import { parseResources } from '../resources/parse-resources.ts';
import { unsupportedFindings } from './unsupported.ts';

function fieldsOf(text: string): (string | undefined)[] {
  return unsupportedFindings(parseResources(text).resources).map(({ field }) => field);
}

const networking = (kind: string, spec: string) =>
  `{apiVersion: networking.istio.io/v1, kind: ${kind}, metadata: {name: a, namespace: b}, spec: ${spec}}`;

it('names the field wherever it stands', () => {
  const policy = '{tunnel: {targetHost: a, targetPort: 1}}';
  const spec = `{host: a, trafficPolicy: ${policy}, subsets: [{name: x}, {name: y, trafficPolicy: ${policy}}]}`;
  expect(fieldsOf(networking('DestinationRule', spec))).toEqual([
    'spec.trafficPolicy.tunnel',
    'spec.subsets[1].trafficPolicy.tunnel',
  ]);
});

it('minds the value where only one is not carried out', () => {
  const server = (mode: string) =>
    `{servers: [{port: {number: 1, name: a, protocol: TLS}, tls: {mode: ${mode}}}]}`;
  expect(fieldsOf(networking('Gateway', server('AUTO_PASSTHROUGH')))).toEqual(['spec.servers[0].tls.mode']);
  expect(fieldsOf(networking('Gateway', server('PASSTHROUGH')))).toEqual([]);
});

it('tells a Gateway of the Gateway API from Istio’s', () => {
  const gateway = (apiVersion: string, spec: string) =>
    `{apiVersion: ${apiVersion}, kind: Gateway, metadata: {name: a, namespace: b}, spec: ${spec}}`;
  const listener = '{listeners: [{name: a, port: 1, protocol: TLS}]}';
  expect(fieldsOf(gateway('gateway.networking.k8s.io/v1', listener))).toEqual(['spec.listeners[0].protocol']);
  expect(fieldsOf(gateway('networking.istio.io/v1', listener))).toEqual([]);
});

it('looks into meshConfig', () => {
  const map = (mesh: string) =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system}, data: {mesh: '${mesh}'}}`;
  expect(fieldsOf(map('{trustDomainAliases: [a], trustDomain: b}'))).toEqual([
    'data.mesh.trustDomainAliases',
  ]);
});

it('finds a key with dots in it', () => {
  const namespace = '{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {istio.io/rev: canary}}}';
  expect(fieldsOf(namespace)).toEqual(['metadata.labels.istio.io/rev']);
});

it.each([
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'ReplicationController'],
  ['serving.knative.dev/v1', 'Service'],
  ['discovery.k8s.io/v1', 'EndpointSlice'],
  ['v1', 'Endpoints'],
  ['networking.k8s.io/v1', 'Ingress'],
])('says of a %s %s that a cluster would apply it', (apiVersion, kind) => {
  const text = `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a}}`;
  expect(unsupportedFindings(parseResources(text).resources)).toMatchObject([
    { code: 'LAB0001', message: expect.stringContaining(`${kind} is not supported: the`) },
  ]);
});

it('says nothing of a Service and a Deployment', () => {
  const text =
    '{apiVersion: v1, kind: Service, metadata: {name: a}}\n---\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}\n';
  expect(unsupportedFindings(parseResources(text).resources)).toEqual([]);
});
