import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Manifest } from '../manifest.ts';
import { chartFiles } from './chart-files.ts';

const info = { name: 'shop', version: '0.1.0', overlay: 'kind' };
const deployment: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop', namespace: 'a' },
  spec: { replicas: 2 },
};

function filesOf(...manifests: Manifest[]): Record<string, string> {
  const { files } = chartFiles(manifests, info);
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

test('a template has the value in the place of the field', () => {
  const files = filesOf(deployment);
  expect(files['templates/a/deployment-shop.yaml']).toContain('replicas: {{ int .Values.replicas.shop }}\n');
  expect(parse(files['values.yaml'] ?? '')).toEqual({ replicas: { shop: 2 } });
});

test('what Helm would take for an action is text', () => {
  const data = { rule: '{{ $labels.app }} {{- }}' };
  const files = filesOf({ ...deployment, kind: 'ConfigMap', apiVersion: 'v1', spec: undefined, data });
  expect(files['templates/a/configmap-shop.yaml']).toContain(
    'rule: "{{ "{{" }} $labels.app }} {{ "{{" }}- }}"\n',
  );
});

test('kinds of one name, and names that are no file names, have files of their own', () => {
  const gateway = (apiVersion: string): Manifest => ({
    ...deployment,
    apiVersion,
    kind: 'Gateway',
    spec: {},
  });
  const role = (name: string): Manifest => ({ apiVersion: 'v1', kind: 'Role', metadata: { name } });
  const files = filesOf(
    gateway('networking.istio.io/v1'),
    gateway('gateway.networking.k8s.io/v1'),
    role('a:b'),
    role('a-b'),
    role('a;b'),
  );
  expect(Object.keys(files).filter((path) => /gateway|role/.test(path))).toEqual([
    'templates/a/gateway-shop.yaml',
    'templates/a/gateway.gateway.networking.k8s.io-shop.yaml',
    'templates/role-a-b.yaml',
    'templates/role.-a-b.yaml',
    'templates/role-a-b-2.yaml',
  ]);
});

test('the schema knows the names of the values and no others', () => {
  const schema = JSON.parse(filesOf(deployment)['values.schema.json'] ?? '');
  expect(schema).toMatchObject({
    additionalProperties: false,
    required: ['replicas'],
    properties: {
      replicas: {
        additionalProperties: false,
        required: ['shop'],
        properties: { shop: { type: 'integer', minimum: 0 } },
      },
    },
  });
});

test('a chart without values says so', () => {
  const files = filesOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } });
  expect(parse(files['values.yaml'] ?? '')).toEqual({});
  expect(files['templates/NOTES.txt']).not.toContain('canary');
  expect(Object.keys(files)).not.toContain('templates/_helpers.tpl');
});
