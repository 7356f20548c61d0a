import { expect, test } from 'vitest';
import { parseManifests } from './parse-manifests.ts';

const service = (port: number, apiVersion = 'v1') =>
  `apiVersion: ${apiVersion}\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: ${port}}]}\n`;

test('of two resources of the same name the later one stays, as with kubectl apply', () => {
  const { resources, findings } = parseManifests([
    { file: 'a.yaml', text: `${service(80)}---\n${service(81, 'serving.knative.dev/v1')}` },
    { file: 'b.yaml', text: `# later\n${service(8080)}` },
  ]);
  expect(resources.map(({ spec }) => spec)).toEqual([{ ports: [{ port: 81 }] }, { ports: [{ port: 8080 }] }]);
  expect(findings).toEqual([
    {
      code: 'LAB0108',
      severity: 'warning',
      message: 'the same resource is also at b.yaml:2, which replaces this one',
      resource: 'Service default/a',
      location: { file: 'a.yaml', line: 1, column: 1 },
    },
  ]);
});

test('documents that were read before are not read again, in whatever file they are now', () => {
  const [before] = parseManifests([{ file: 'a.yaml', text: service(80) }]).resources;
  if (!before) throw new Error('there is no resource');
  const { resources } = parseManifests([{ file: 'b.yaml', text: service(80) }], { before: [before] });
  expect(resources[0]?.raw).toBe(before.raw);
  expect(resources[0]?.locate().file).toBe('b.yaml');
});
