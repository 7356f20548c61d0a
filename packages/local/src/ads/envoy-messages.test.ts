import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildMesh, parseResources, translate } from '@lab/istio';
import { expect, test } from 'vitest';
import { encodeJson } from './envoy-messages.ts';
import { RESOURCE_TYPES, type ResourceKind } from './resource-type.ts';

/** Every feature that the translation has, so that no message is emitted whose definition the lab lacks. */
const GOLDEN = join(import.meta.dirname, '../../../istio/testdata/golden');
const names = readdirSync(GOLDEN, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && readdirSync(join(GOLDEN, entry.name)).includes('input.yaml') ? [entry.name] : [],
);

test('there are scenarios', () => {
  expect(names.length).toBeGreaterThan(10);
});

test.each(names)('what is emitted for %s has a binary form', (name) => {
  const mesh = buildMesh(parseResources(readFileSync(join(GOLDEN, name, 'input.yaml'), 'utf8')).resources);
  const [pod] = mesh.pods.filter(({ proxy }) => proxy !== 'none');
  if (!pod) return;
  const served = { ...translate(mesh, pod), secrets: [] };
  for (const kind of Object.keys(RESOURCE_TYPES) as ResourceKind[])
    for (const resource of served[kind]) encodeJson(RESOURCE_TYPES[kind], resource);
});

test('a field that Envoy does not know is refused by its name', () => {
  expect(() => encodeJson(RESOURCE_TYPES.clusters, { name: 'a', connectTimeot: '1s' })).toThrow(
    'connectTimeot',
  );
});
