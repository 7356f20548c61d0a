import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BuildResult, buildOverlay } from './build-overlay.ts';
import { findKustomize, type Kustomize } from './find-kustomize.ts';

// The packaged 4.5.4 is always there; a second one is taken from PATH where the machine has it.
const packaged = await findKustomize({ PATH: '' });
const preferred = await findKustomize();
const binaries = [...new Map([packaged, preferred].map((binary) => [binary.version, binary])).values()];

const ACCOUNT = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ml\n';
const FILES = {
  'k8s/overlays/local/kustomization.yaml': 'resources:\n- ../../base/ml\nnamePrefix: x-\n',
  'k8s/base/ml/kustomization.yaml': 'resources:\n- accounts.yaml\n',
  'k8s/base/ml/accounts.yaml': `${ACCOUNT}---\n${ACCOUNT.replace('ml', 'other')}`,
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-overlay-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function build(kustomize: Kustomize, changes: Record<string, string> = {}): Promise<BuildResult> {
  for (const [path, text] of Object.entries({ ...FILES, ...changes })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return buildOverlay({ kustomize, root, dir: 'k8s/overlays/local', workDir: join(root, '.lab/kustomize') });
}

describe.each(binaries)('kustomize $version', (kustomize) => {
  test('every resource of a nested base names its file, relative to the root', async () => {
    const result = await build(kustomize);
    if (!result.ok) throw new Error(result.findings[0]?.message);
    expect(
      result.yaml.match(/config\.kubernetes\.io\/origin: \|\n +path: k8s\/base\/ml\/accounts\.yaml\n/g),
    ).toHaveLength(2);
    expect(result.yaml).toContain('configuredIn: k8s/overlays/local/kustomization.yaml');
    expect(result.yaml).toContain('name: x-other');
  });

  test('without origins it is what kustomize build prints', async () => {
    const changes = {
      'k8s/overlays/local/kustomization.yaml':
        'resources: [../../base/ml]\nbuildMetadata: [originAnnotations]\n',
    };
    await build(kustomize, changes);
    const options = {
      kustomize,
      root,
      dir: 'k8s/overlays/local',
      workDir: join(root, '.lab/plain'),
      origins: false,
    };
    const plain = await buildOverlay(options);
    const printed = execFileSync(kustomize.program, [kustomize.subcommand, join(root, options.dir)], {
      encoding: 'utf8',
    });
    expect(plain).toEqual({ ok: true, yaml: printed });
    mkdirSync(join(root, 'component'));
    writeFileSync(join(root, 'component/kustomization.yaml'), 'kind: Component\nnamePrefix: y-\n');
    const more = await buildOverlay({ ...options, components: ['component'] });
    expect(more.ok && more.yaml).toContain('name: y-ml');
    expect(more.ok && more.yaml).not.toContain('annotations');
  });

  test('without origins, a mistake in the overlay itself has its file and line too', async () => {
    const file = 'k8s/overlays/local/kustomization.yaml';
    const found = async (text: string) => {
      await build(kustomize, { [file]: text });
      const options = { kustomize, root, dir: dirname(file), workDir: join(root, '.lab/plain') };
      return buildOverlay({ ...options, origins: false });
    };
    expect(await found('resources:\n- nosuch.yaml\n')).toMatchObject({
      findings: [{ code: 'LAB0102', message: 'nosuch.yaml does not exist', location: { file, line: 2 } }],
    });
    expect(await found('resuorces: []\n')).toMatchObject({
      findings: [{ code: 'LAB0103', location: { file, line: 1 } }],
    });
    expect(await found('resources: [\n')).toMatchObject({
      findings: [{ code: 'LAB0101', location: { file } }],
    });
  });

  test('merges lists by their keys, as kustomize alone does', async () => {
    const deployment = (containers: string, more = '') =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {${more}containers: [${containers}]}}}\n`;
    const service = (ports: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [${ports}]}\n`;
    await build(kustomize, {
      'k8s/base/web/kustomization.yaml': 'resources: [web.yaml, service.yaml, route.yaml]\n',
      'k8s/base/web/web.yaml': deployment(
        '{name: a, env: [{name: X, value: "1"}], ports: [{containerPort: 80}]}, {name: b}',
        'volumes: [{name: v, emptyDir: {}}], tolerations: [{key: k}], ',
      ),
      'k8s/base/web/service.yaml': service('{name: http, port: 80}, {name: tcp, port: 90}'),
      'k8s/base/web/route.yaml':
        'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: r}\nspec: {hosts: [a], http: [{name: a}]}\n',
      'k8s/overlays/local/kustomization.yaml':
        'resources: [../../base/web]\npatches: [{path: web.yaml}, {path: service.yaml}, {path: route.yaml}]\n',
      'k8s/overlays/local/web.yaml': deployment(
        '{name: b, env: [{name: Y, value: "2"}]}, {name: a, env: [{name: Z, value: "3"}], ports: [{containerPort: 81}]}',
        'volumes: [{name: v, $patch: delete}, {name: w, emptyDir: {}}], tolerations: [{key: l}], ',
      ),
      'k8s/overlays/local/service.yaml': service('{port: 90, targetPort: 91}, {port: 100}'),
      'k8s/overlays/local/route.yaml':
        'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: r}\nspec: {http: [{name: b}]}\n',
    });
    const overlay = join(root, 'k8s/overlays/local/kustomization.yaml');
    const plain = readFileSync(overlay, 'utf8');
    mkdirSync(join(root, 'renamed'));
    writeFileSync(join(root, 'renamed/kustomization.yaml'), 'kind: Component\nnamePrefix: y-\n');
    const options = {
      kustomize,
      root,
      dir: 'k8s/overlays/local',
      workDir: join(root, '.lab/kz'),
      origins: false,
    };
    const wrapped = await buildOverlay({ ...options, components: ['renamed'] });
    writeFileSync(overlay, `${plain}components: [../../../renamed]\n`);
    expect(wrapped).toEqual(await buildOverlay(options));
    expect(wrapped.ok && wrapped.yaml).toMatch(/name: Z[\s\S]*name: X/);
  });

  test('broken YAML: file, and the line counted from the top of the file', async () => {
    const broken = `${ACCOUNT}---\n${ACCOUNT}  labels: {a: [\n`;
    expect(await build(kustomize, { 'k8s/base/ml/accounts.yaml': broken })).toMatchObject({
      ok: false,
      findings: [{ code: 'LAB0101', location: { file: 'k8s/base/ml/accounts.yaml', line: 11 } }],
    });
  });

  test('a file that is missing: the line of the kustomization that names it', async () => {
    const text = 'resources:\n- accounts.yaml\n- acounts.yaml\n';
    expect(await build(kustomize, { 'k8s/base/ml/kustomization.yaml': text })).toMatchObject({
      findings: [
        {
          code: 'LAB0102',
          message: 'acounts.yaml does not exist',
          location: { file: 'k8s/base/ml/kustomization.yaml', line: 3 },
        },
      ],
    });
  });

  test('a field that no kustomization has: its line', async () => {
    const text = 'resources:\n- accounts.yaml\nresuorces: []\n';
    expect(await build(kustomize, { 'k8s/base/ml/kustomization.yaml': text })).toMatchObject({
      findings: [
        { code: 'LAB0103', message: 'a kustomization has no field "resuorces"', location: { line: 3 } },
      ],
    });
  });

  test('anything else: the innermost reason and the file it is about', async () => {
    const nameless = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {namespace: ml}\n';
    expect(await build(kustomize, { 'k8s/base/ml/accounts.yaml': nameless })).toMatchObject({
      findings: [
        {
          code: 'LAB0104',
          message: expect.stringMatching(/has no metadata\.name$/),
          location: { file: 'k8s/base/ml/accounts.yaml' },
        },
      ],
    });
  });

  test('an overlay that is not there', async () => {
    expect(await buildOverlay({ kustomize, root, dir: 'k8s/overlays/nosuch', workDir: root })).toEqual({
      ok: false,
      findings: [
        { code: 'LAB0102', severity: 'error', message: 'folder k8s/overlays/nosuch does not exist' },
      ],
    });
  });
});
