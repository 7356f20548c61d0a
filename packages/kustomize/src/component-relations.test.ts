import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { componentsOf, readRelations, relationFindings } from './component-relations.ts';

const files = {
  'components/strict/kustomization.yaml': 'metadata: {annotations: {lab.local/excludes: "loose,open"}}\n',
  'components/loose/kustomization.yaml': '{}',
  'components/sampling/kustomization.yaml': 'metadata: {annotations: {lab.local/needs: tracing}}\n',
  'components/tracing/kustomization.yaml': '',
  'overlays/a/kustomization.yaml': 'components: [../../components/tracing]\n',
  'overlays/b/kustomization.yaml': 'resources: [../a, ns.yaml]\ncomponents: [../../components/strict]\n',
  'overlays/b/ns.yaml': '',
  'overlays/broken/kustomization.yaml': 'components: [',
};

let root: string;
const component = (name: string) => join(root, 'components', name);
const findings = (...names: string[]) =>
  relationFindings(names.map(component), root).map(({ message, location }) => [message, location?.file]);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'components-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('relations are read from annotations', () => {
  expect(readRelations(component('strict'))).toEqual({ excludes: ['loose', 'open'], needs: [] });
  expect(readRelations(component('tracing'))).toEqual({ excludes: [], needs: [] });
});

test('an overlay has the components of what it builds on, and its own after them', () => {
  expect(componentsOf(join(root, 'overlays/b'))).toEqual([component('tracing'), component('strict')]);
  expect(componentsOf(join(root, 'overlays/broken'))).toEqual([]);
});

test('what is needed comes before; what is excluded does not come at all', () => {
  expect(findings('tracing', 'sampling', 'loose')).toEqual([]);
  const file = 'components/sampling/kustomization.yaml';
  expect(findings('sampling', 'tracing')).toEqual([
    ['component sampling needs component tracing before it', file],
  ]);
  expect(findings('loose', 'strict')).toEqual([
    ['components loose and strict exclude each other', 'components/strict/kustomization.yaml'],
  ]);
  expect(findings('loose', 'loose')).toEqual([
    ['component loose is listed twice', 'components/loose/kustomization.yaml'],
  ]);
});
