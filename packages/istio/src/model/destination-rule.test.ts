import { expect, it } from 'vitest';
import { parseResources } from '../resources/parse-resources.ts';
import { buildMesh } from './build-mesh.ts';
import { destinationRuleFor } from './destination-rule.ts';

const service = { hostname: 'reviews.shop.svc.cluster.local', namespace: 'shop' };
const client = { namespace: 'web', labels: { app: 'web', version: 'v2' } };

/** Rules of the form `NAMESPACE NAME {spec}`, oldest first. */
function ruleFor(...rules: [namespace: string, name: string, spec: string][]) {
  const text = rules.map(
    ([namespace, name, spec]) =>
      `{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: ${name}, namespace: ${namespace}}, spec: ${spec}}`,
  );
  return destinationRuleFor(buildMesh(parseResources(text.join('\n---\n')).resources), client, service);
}

const host = `host: ${service.hostname}`;

it('prefers the client’s namespace, then the service’s, then the root’s', () => {
  const own: [string, string, string] = ['web', 'own', `{${host}}`];
  const theirs: [string, string, string] = ['shop', 'theirs', '{host: reviews}'];
  const root: [string, string, string] = ['istio-system', 'root', '{host: "*.local"}'];
  expect(ruleFor(root, theirs, own)?.namespace).toBe('web');
  expect(ruleFor(root, theirs)?.namespace).toBe('shop');
  expect(ruleFor(root)?.namespace).toBe('istio-system');
  expect(ruleFor()).toBeUndefined();
});

it('does not look into other namespaces’ private rules', () => {
  expect(ruleFor(['shop', 'private', '{host: reviews, exportTo: ["."]}'])).toBeUndefined();
  expect(ruleFor(['shop', 'shared', '{host: reviews, exportTo: [web]}'])?.namespace).toBe('shop');
});

it('joins the subsets of rules for one host, and keeps the first policy', () => {
  const rule = ruleFor(
    ['shop', 'a', '{host: reviews, subsets: [{name: v1}], trafficPolicy: {tls: {mode: DISABLE}}}'],
    ['shop', 'b', '{host: reviews, subsets: [{name: v1}, {name: v2}], trafficPolicy: {tls: {mode: SIMPLE}}}'],
  );
  expect(rule?.subsets.map(({ name }) => name)).toEqual(['v1', 'v2']);
  expect(rule?.trafficPolicy?.tls?.mode).toBe('DISABLE');
  expect(rule?.name).toBe('a');
});

it('applies a workload selector to the clients that it selects', () => {
  const selecting = (version: string) =>
    `{${host}, workloadSelector: {matchLabels: {version: ${version}}}, subsets: [{name: chosen}]}`;
  expect(ruleFor(['web', 'chosen', selecting('v2')], ['web', 'all', `{${host}}`])?.subsets).toHaveLength(1);
  const unselected = ruleFor(['web', 'other', selecting('v1')], ['web', 'all', `{${host}}`]);
  expect(unselected).toMatchObject({ name: 'all', subsets: [] });
});
