import { parseResources } from '@lab/istio';
import { expect, it } from 'vitest';
import { resourceYaml } from './shown-resource.ts';

const written = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'web', namespace: 'shop', annotations: { 'example.com/owner': 'ada' } },
  spec: { hosts: ['web'] },
};

const yamlOf = (object: object) => {
  const [resource] = parseResources(JSON.stringify(object)).resources;
  return resource && resourceYaml(resource);
};

it('is the same whether a lesson has written it, or kubectl and the API server', () => {
  const { metadata } = written;
  const applied = {
    ...metadata.annotations,
    'kubectl.kubernetes.io/last-applied-configuration': '{"spec":{"hosts":["other"]}}',
  };
  const byLesson = { ...metadata.annotations, 'istio-the-hard-way/lesson': '5e1f' };
  const noted = { uid: '1', resourceVersion: '9', generation: 2, creationTimestamp: '2026-11-29T10:00:00Z' };
  const texts = [applied, byLesson].map((annotations) =>
    yamlOf({ ...written, metadata: { ...metadata, ...noted, annotations } }),
  );
  expect(texts).toEqual([yamlOf(written), yamlOf(written)]);
  expect(texts[0]).toContain('example.com/owner: ada');
  // In the order in which people write fields.
  expect(texts[0]?.match(/^\w+/gm)).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
});

it('has the status, which controllers write for people', () => {
  expect(yamlOf({ ...written, status: { validationMessages: ['no host'] } })).toContain('no host');
});
