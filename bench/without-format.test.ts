import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { withoutFormat } from './without-format.ts';

const manifest = readFileSync(join(import.meta.dirname, '../k8s/platform/istio-system.yaml'), 'utf8');

test('the mesh configuration is the same but for the format of the access log', () => {
  const meshOf = (text: string) => {
    const documents = parseAllDocuments(text).map((document) => document.toJS());
    const { data } = documents.find(({ metadata }) => metadata.name === 'istio');
    return parseAllDocuments(data.mesh)[0]?.toJS();
  };
  const { accessLogFormat, ...rest } = meshOf(manifest);
  expect(accessLogFormat).toContain('UPSTREAM_HOSTS_ATTEMPTED');
  expect(meshOf(withoutFormat(manifest))).toEqual(rest);
});

test('a manifest without one cannot be compared', () => {
  expect(() => withoutFormat('kind: ConfigMap\n')).toThrow(RangeError);
});
