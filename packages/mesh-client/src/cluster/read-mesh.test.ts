import { parseResources } from '@lab/istio';
import { expect, it } from 'vitest';
import { located } from './read-mesh.ts';

const rule = (subset: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec:
  hosts: [web]
  http:
  - route: [{destination: {host: web, subset: ${subset}}}]
`;
const resources = (text: string, file: string) => parseResources(text, { file }).resources;
const placeOf = (live: string, file: string) =>
  located(resources(live, ''), resources(file, 'workbench/web.yaml'))[0]?.locate(['spec', 'http']);

it('a resource that says the same as a file stands where it stands there', () => {
  expect(placeOf(rule('a'), rule('a'))).toMatchObject({ file: 'workbench/web.yaml', line: 6 });
});

it('one that somebody has changed since stands in no file', () => {
  expect(placeOf(rule('b'), rule('a'))?.file).toBe('');
});
