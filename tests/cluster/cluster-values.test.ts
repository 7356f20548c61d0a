/** The charts' values in k8s/cluster against k8s/platform, which is the same for the lab without a cluster. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { alwaysPulled } from '../support/cluster/pull-policy.ts';

const k8s = resolve(import.meta.dirname, '../../k8s');
const read = (path: string) => readFileSync(join(k8s, path), 'utf8');
const documents = (path: string) => [...parseAllDocuments(read(path))].map((document) => document.toJS());
const ofKind = (path: string, kind: string) => documents(path).find((resource) => resource.kind === kind);

it('istiod has the mesh configuration that the lab has', () => {
  const { meshConfig } = parse(read('cluster/istiod-values.yaml'));
  const { data } = ofKind('platform/istio-system.yaml', 'ConfigMap');
  expect(Object.keys(meshConfig).length).toBeGreaterThan(0);
  expect(meshConfig).toEqual(parse(data.mesh));
});

it('the ingress gateway has the ports that the lab has, and node ports for the web', () => {
  const { service } = parse(read('cluster/gateway-values.yaml'));
  const ports = service.ports.map(({ nodePort: _, ...port }: { nodePort?: number }) => port);
  const { spec } = ofKind('platform/ingress-gateway.yaml', 'Service');
  expect(ports).toEqual(expect.arrayContaining(spec.ports));
  expect(service.type).toBe('NodePort');
  expect(service.ports).toMatchObject([
    { name: 'status-port' },
    { port: 80, nodePort: 30080 },
    { port: 443, nodePort: 30443 },
  ]);
});

it('the ingress gateway runs an image that is on the node already, without a registry', () => {
  const { imagePullPolicy } = parse(read('cluster/gateway-values.yaml'));
  const chart = readFileSync(
    join(import.meta.dirname, '../support/cluster/testdata/istio-ingressgateway.yaml'),
    'utf8',
  );
  const made = parseAllDocuments(chart).map((document) => document.toJS());
  const here = ofKind('platform/ingress-gateway.yaml', 'Deployment');
  for (const { spec } of [here, made.find(({ kind }) => kind === 'Deployment')]) {
    expect(spec.template.spec.containers).toMatchObject([{ image: 'auto', imagePullPolicy }]);
    expect(alwaysPulled(spec.template.spec)).toEqual([]);
  }
});

it('the ingress gateway is named as the lab names it', () => {
  const { metadata } = ofKind('platform/ingress-gateway.yaml', 'Service');
  const releases = documents('../skaffold.yaml').flatMap(({ deploy }) => deploy?.helm?.releases ?? []);
  const gateway = releases.find(({ remoteChart }) => remoteChart === 'gateway');
  expect(gateway).toMatchObject({ name: metadata.name, namespace: metadata.namespace });
  // The chart makes the label from the name (templates/_helpers.tpl, `gateway.selectorLabels`).
  expect(metadata.labels.istio).toBe(gateway.name.replace(/^istio-/, ''));
});

it('each file of values is used', () => {
  const values = readdirSync(join(k8s, 'cluster')).filter((name) => name.endsWith('-values.yaml'));
  expect(values.length).toBeGreaterThan(3);
  for (const name of values) expect(read('../skaffold.yaml')).toContain(`k8s/cluster/${name}`);
});
