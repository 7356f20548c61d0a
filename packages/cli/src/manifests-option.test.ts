/** `--manifests` for what people have: overlays, a kustomization, plain files or one of them, anywhere. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

const root = resolve(import.meta.dirname, '../../..');
let shop: string;
beforeEach(() => {
  shop = realpathSync(mkdtempSync(join(tmpdir(), 'manifests-')));
});
afterEach(() => rmSync(shop, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(shop, path)), { recursive: true });
    writeFileSync(join(shop, path), content);
  }
}

/** A command as a person types it in a folder; what it wrote, and how it ended. */
async function run(cwd: string, ...args: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal = createTerminal(stdout, stderr);
  const result = await runProgram(args, { root, cwd, terminal, signal: new AbortController().signal });
  stderr.end();
  return { ...result, stderr: await text(stderr) };
}

/** A VirtualService for a Service that is not there: a finding at line 8. */
const ROUTE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a, namespace: shop}
spec:
  hosts: [a]
  http:
  - route:
    - destination: {host: nosuch}
`;

test.each([
  ['plain files', { 'k8s/route.yaml': ROUTE }, ['--manifests', 'k8s'], 'k8s/route.yaml'],
  [
    'a file',
    { 'some/route.yaml': ROUTE, 'some/other.yaml': 'a: [' },
    ['--manifests', 'some/route.yaml'],
    'some/route.yaml',
  ],
  ['a file of another name', { 'manifests.txt': ROUTE }, ['--manifests', 'manifests.txt'], 'manifests.txt'],
  ['the folder itself', { 'route.yaml': ROUTE }, ['--manifests', '.'], 'route.yaml'],
  [
    'a kustomization that names folders beside it',
    {
      'dev/kustomization.yaml': 'resources: [../base]',
      'base/kustomization.yaml': 'resources: [route.yaml]',
      'base/route.yaml': ROUTE,
    },
    ['--manifests', 'dev'],
    'base/route.yaml',
  ],
  [
    'overlays',
    {
      'k8s/overlays/local/kustomization.yaml': 'resources: [route.yaml]',
      'k8s/overlays/local/route.yaml': ROUTE,
    },
    ['--manifests', 'k8s'],
    'k8s/overlays/local/route.yaml',
  ],
])('%s: findings name files that open from here', async (_, files, args, file) => {
  write(files);
  const { exitCode, output } = await run(shop, 'analyze', ...args);
  expect(exitCode).toBe(1);
  expect(output).toMatch(new RegExp(`^${file}:8:\\d+ error IST0101 .*nosuch`, 'm'));
});

test('every command reads a file in the same way, which is that of kubectl', async () => {
  write({ 'a.yaml': ROUTE, 'b.yaml': ROUTE.replace('name: a', 'name: n') });
  const said = /^b\.yaml:3:\d+ error LAB0105 metadata\.name is a boolean/m;
  for (const args of [
    ['analyze', '-f', 'b.yaml'],
    ['analyze', '--manifests', 'b.yaml'],
    ['analyze', './b.yaml'],
    ['render', '--manifests', 'b.yaml'],
    ['diff', 'a.yaml', 'b.yaml'],
  ]) {
    const { output = '', stderr } = await run(shop, ...args);
    expect(output + stderr).toMatch(said);
  }
});

test('from another folder, and through a link, it is the whole path', async () => {
  write({ 'k8s/route.yaml': ROUTE });
  symlinkSync(join(shop, 'k8s'), join(shop, 'link'));
  for (const dir of ['k8s', 'link']) {
    const { output } = await run(root, 'analyze', '--manifests', join(shop, dir));
    expect(output).toContain(`${join(shop, 'k8s/route.yaml')}:8:`);
  }
});

test('standard input is kept as a file, whose lines findings name', () => {
  const lab = join(shop, '.lab');
  const args = [join(root, 'packages/cli/src/main.ts'), 'analyze', '--manifests', '-'];
  const env = { ...process.env, LAB_DIR: lab };
  const { stdout, status } = spawnSync(process.execPath, args, {
    cwd: shop,
    env,
    input: ROUTE,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  const [, file = ''] = /^(\.lab\/stdin\/\w+\.yaml):8:\d+ error IST0101/m.exec(stdout) ?? [];
  expect(readFileSync(join(shop, file), 'utf8')).toBe(ROUTE);
});

test('what kustomize cannot build is named in the same way', async () => {
  write({ 'k8s/route.yaml': 'a: [\n' });
  const { stderr } = await run(shop, 'render', '--manifests', 'k8s');
  expect(stderr).toMatch(/^k8s\/route\.yaml:\d+:\d+ error LAB0101/m);
});

test('plain files are rendered, with --json too', async () => {
  write({ 'k8s/route.yaml': ROUTE, 'k8s/below/other.yaml': ROUTE.replace('name: a', 'name: b') });
  const { output = '' } = await run(shop, 'render', '--manifests', 'k8s', '--json');
  expect(JSON.parse(output)).toMatchObject([{ kind: 'VirtualService', metadata: { name: 'a' } }]);
});

test.each([
  ['an empty folder', ['--manifests', 'k8s'], 1, 'contains neither a kustomization nor YAML files'],
  ['a folder that is not there', ['--manifests', 'nosuch'], 2, 'there is no file or folder'],
  [
    'an overlay of a folder without overlays',
    ['local', '--manifests', 'k8s'],
    2,
    'there is no overlay "local"',
  ],
])('%s is said', async (_, args, code, says) => {
  mkdirSync(join(shop, 'k8s'));
  const { exitCode, output = '', stderr } = await run(shop, 'analyze', ...args);
  expect(output + stderr).toContain(says);
  expect(exitCode).toBe(code);
});
