import { expect, test } from 'vitest';
import { parseResources } from './parse-resources.ts';

const service = (name: string) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  annotations:
    config.kubernetes.io/origin: |
      path: base/${name}.yaml
    alpha.config.kubernetes.io/transformations: |
      - configuredIn: kustomization.yaml
        configuredBy: { apiVersion: builtin, kind: PatchTransformer }
spec: { clusterIP: 10.0.0.1 }
`;
const STREAM = `${service('cart')}---\n${service('pay')}`;
const FILES = {
  'base/cart.yaml': 'kind: Service\nmetadata: { name: cart }\n',
  'base/pay.yaml': 'kind: Service\nmetadata: { name: pay }\n',
  'kustomization.yaml': 'patches:\n- path: patch.yaml\n  target: { name: pay }\n',
  'patch.yaml': 'kind: Service\nmetadata: { name: pay }\nspec: { clusterIP: 10.0.0.1 }\n',
  'other.yaml': 'a: 1\n',
};

const read = (files: Record<string, string>, before: ReturnType<typeof parseResources>['resources'] = []) =>
  parseResources(STREAM, { origins: new Map(Object.entries(files)), before }).resources;

test.each([
  ['other.yaml', [true, true]],
  ['base/cart.yaml', [false, true]],
  // Any resource may have fields from a patch and from a kustomization.
  ['patch.yaml', [false, false]],
  ['kustomization.yaml', [false, false]],
])('after an edit of %s, a resource is the same object unless it may stand elsewhere', (file, same) => {
  const before = read(FILES);
  const files = { ...FILES, [file]: `# a line more\n${FILES[file as keyof typeof FILES]}` };
  const after = read(files, before);
  expect(after.map((resource) => before.includes(resource))).toEqual(same);
  const fresh = read(files);
  const places = (resources: typeof after) =>
    resources.map((resource) => [resource.locate(), resource.locate(['spec', 'clusterIP'])]);
  expect(places(after)).toEqual(places(fresh));
});

test('a resource in a stream is the same object where its document stands in the same line of the same file', () => {
  const text = 'apiVersion: v1\nkind: X\nmetadata: { name: a }\n';
  const [resource] = parseResources(text, { file: 'a.yaml' }).resources;
  const again = (other: string, file: string) =>
    parseResources(other, { file, before: resource ? [resource] : [] }).resources;
  expect(again(text, 'a.yaml')[0]).toBe(resource);
  expect(again(`${text}---\n${text}`, 'a.yaml').map((other) => other === resource)).toEqual([true, false]);
  for (const [moved] of [again(`---\n${text}`, 'a.yaml'), again(text, 'b.yaml')]) {
    expect(moved).not.toBe(resource);
    expect(moved?.raw).toEqual(resource?.raw);
  }
});
