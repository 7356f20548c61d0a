import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildOverlay } from './build-overlay.ts';
import { findKustomize } from './find-kustomize.ts';

let asked = 0;
const server = createServer((_, response) => {
  asked += 1;
  response.end('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'remote-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const ACCOUNT = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n';

async function build(files: Readonly<Record<string, string>>) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.yaml`;
  for (const [path, text] of Object.entries({ 'own/a.yaml': ACCOUNT, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text.replaceAll('URL', url));
  }
  return buildOverlay({ kustomize: await findKustomize(), root, dir: 'own', workDir: join(root, 'work') });
}

const GENERATOR = 'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: a}\nfiles: [URL]\n';

test.each<[string, Record<string, string>]>([
  ['a resource', { 'own/kustomization.yaml': 'resources:\n- URL\n' }],
  ['a field in capital letters', { 'own/kustomization.yaml': 'Resources:\n- URL\n' }],
  ['an escaped text', { 'own/kustomization.yaml': 'resources:\n- "\\x68ttp://127.0.0.1:1/a.yaml"\n' }],
  ['a component', { 'own/kustomization.yaml': 'components:\n- URL\n' }],
  ['a patch', { 'own/kustomization.yaml': 'resources: [a.yaml]\npatches:\n- path: URL\n' }],
  [
    'a file of a generator',
    { 'own/kustomization.yaml': 'configMapGenerator:\n- {name: a, files: [k=URL]}\n' },
  ],
  ['a repository', { 'own/kustomization.yaml': 'resources:\n- git::URL\n' }],
  ['a repository by ssh', { 'own/kustomization.yaml': 'resources:\n- git@127.0.0.1:a/b\n' }],
  ['GitHub', { 'own/kustomization.yaml': 'resources:\n- github.com/a/b\n' }],
  ['a generator', { 'own/kustomization.yaml': 'generators: [g.yaml]\n', 'own/g.yaml': GENERATOR }],
  [
    'a generator in a text',
    { 'own/kustomization.yaml': `generators:\n- |\n  ${GENERATOR.replaceAll('\n', '\n  ')}\n` },
  ],
  [
    'a folder that it names',
    { 'own/kustomization.yaml': 'resources: [../base]\n', 'base/kustomization.yaml': 'resources: [URL]\n' },
  ],
])('nothing is fetched: %s', async (_, files) => {
  const built = await build(files);
  expect(built).toMatchObject({ ok: false, findings: [{ code: 'LAB0109' }] });
  expect(asked).toBe(0);
});

const pipe = (path: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  execFileSync('mkfifo', [join(root, path)]);
};

test.each<[string, string, string, string]>([
  ['a resource', 'own/p.yaml', 'resources: [p.yaml]\n', 'p.yaml is not a file'],
  ['a file of a generator', 'own/p', 'configMapGenerator:\n- {name: a, files: [k=p]}\n', 'k=p is not a file'],
  ['a patch', 'own/p.yaml', 'resources: [a.yaml]\npatches: [{path: p.yaml}]\n', 'p.yaml is not a file'],
  ['a kustomization below', 'own/b/kustomization.yaml', 'resources: [b]\n', 'not a file'],
  ['a kustomization', 'own/kustomization.yaml', '', 'not a file'],
])('no pipe is opened: %s', async (_, path, kustomization, said) => {
  pipe(path);
  const built = await build(kustomization ? { 'own/kustomization.yaml': kustomization } : {});
  expect(built).toMatchObject({
    ok: false,
    findings: [{ code: 'LAB0102', message: expect.stringContaining(said) }],
  });
});

test.each([
  ['a list that is in itself', 'resources: &x [*x]\n'],
  ['one in a text', 'generators:\n- |\n  files: &x\n  - *x\nresources: &y\n- *y\n'],
])('%s is no circle to follow', async (_, kustomization) => {
  const built = await build({ 'own/kustomization.yaml': kustomization });
  expect(built).toMatchObject({ ok: false, findings: [{ code: 'LAB0101' }] });
});

test('a kustomization that is a link to itself is none', async () => {
  mkdirSync(join(root, 'own'), { recursive: true });
  symlinkSync('kustomization.yaml', join(root, 'own/kustomization.yaml'));
  const built = await buildOverlay({
    kustomize: await findKustomize(),
    root,
    dir: 'own',
    workDir: join(root, 'work'),
  });
  expect(built).toMatchObject({ ok: false, findings: [{ code: 'LAB0102' }] });
});

test('folders that name two others each are not built without end', async () => {
  const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
  const files = Array.from({ length: 30 }, (_, level) =>
    ['a', 'b'].map((side): [string, string] => [
      `k${level}${side}/kustomization.yaml`,
      `${component}components: ${level === 29 ? '[]' : `[../k${level + 1}a, ../k${level + 1}b]`}\n`,
    ]),
  ).flat();
  const own = { 'own/kustomization.yaml': 'resources: [a.yaml]\ncomponents: [../k0a]\n' };
  expect(await build({ ...Object.fromEntries(files), ...own })).toMatchObject({
    ok: false,
    findings: [
      { code: 'LAB0107', message: expect.stringMatching(/^the kustomization leads to \d{7,} folders/) },
    ],
  });
});

test('what only looks so is taken', async () => {
  const fields = 'commonAnnotations: {a: "https://example.com"}\nimages: [{name: a, newName: gh:1/a}]\n';
  const patch =
    'patches:\n- patch: |\n    apiVersion: v1\n    kind: ServiceAccount\n    metadata: {name: a, annotations: {b: "http://b"}}\n';
  expect(await build({ 'own/kustomization.yaml': `resources: [a.yaml]\n${fields}${patch}` })).toMatchObject({
    ok: true,
  });
});
