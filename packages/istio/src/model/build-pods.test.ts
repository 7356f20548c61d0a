import { expect, it } from 'vitest';
import { parseResources } from '../resources/parse-resources.ts';
import { buildMesh } from './build-mesh.ts';

it.each([
  ['', 'default'],
  ['serviceAccountName: ""', 'default'],
  ['serviceAccountName: web', 'web'],
])('a pod with "%s" runs as %s', (line, account) => {
  const { resources } = parseResources(`
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  ${line}
  containers: [{ name: app, image: app }]
`);
  expect(buildMesh(resources).pods.map(({ serviceAccount }) => serviceAccount)).toEqual([account]);
});
