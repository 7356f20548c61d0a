import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BuildOptions, buildOverlay } from './build-overlay.ts';
import { findKustomize } from './find-kustomize.ts';
import { postRender } from './post-render.ts';

// The packaged 4.5.4 is always there; a second one is taken from PATH where the machine has it.
const found = [await findKustomize({ PATH: '' }), await findKustomize()];
const binaries = [...new Map(found.map((binary) => [binary.version, binary])).values()];

const account = (name: string) => `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}}\n`;
const component = (field: string) =>
  `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${field}\n`;
/** `top` builds on `middle`, which builds on `base` and has a patch and a component of its own. */
const FILES = {
  'base/kustomization.yaml': 'resources: [account.yaml]\n',
  'base/account.yaml': account('web'),
  'components/prefix/kustomization.yaml': component('namePrefix: x-'),
  'components/suffix/kustomization.yaml': component('nameSuffix: -y'),
  'components/more/kustomization.yaml': component('resources: [more.yaml]'),
  'components/more/more.yaml': account('more'),
  'components/both/kustomization.yaml': component('components: [../prefix, ../more]'),
  'components/last/kustomization.yaml': component(
    'metadata: {annotations: {lab.local/needs: suffix}}\ncommonAnnotations: {last: "true"}',
  ),
  'overlays/middle/kustomization.yaml':
    'resources: [../../base, own.yaml]\ncomponents: [../../components/both]\npatches: [{path: patch.yaml, target: {kind: ServiceAccount, name: web}}]\n',
  'overlays/middle/own.yaml': account('own'),
  'overlays/middle/patch.yaml': '- op: add\n  path: /automountServiceAccountToken\n  value: false\n',
  'overlays/top/kustomization.yaml':
    'resources: [../middle]\ncomponents: [../../components/suffix, ../../components/last]\n',
};

let root: string;
const put = (files: Record<string, string>) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'without-'));
  put(FILES);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe.each(binaries)('kustomize $version', (kustomize) => {
  const build = (more: Partial<BuildOptions> = {}) =>
    buildOverlay({ kustomize, root, dir: 'overlays/top', workDir: join(root, '.lab/kz'), ...more });

  test.each([
    ['of the overlay itself', ['last'], { 'overlays/top': ['components/suffix'] }],
    ['two', ['suffix', 'last'], { 'overlays/top': [] }],
    ['of the overlay below', ['both'], { 'overlays/middle': [] }],
    ['of a component', ['prefix'], { 'components/both': ['more'] }],
    ['what nobody has', ['nosuch'], {}],
  ])('builds what an edit would: %s', async (_, without, edited) => {
    const plain = await build({ without, origins: false });
    const withOrigins = await build({ without });
    for (const [dir, names] of Object.entries(edited)) {
      const list = names.map((name) => (name.includes('/') ? `../../${name}` : `../${name}`));
      const text = FILES[`${dir}/kustomization.yaml` as keyof typeof FILES];
      put({ [`${dir}/kustomization.yaml`]: text.replace(/components: .*/, `components: [${list}]`) });
    }
    expect(plain).toEqual(await build({ origins: false }));
    if (!plain.ok) throw new Error(JSON.stringify(plain));
    // Resources and patches name the files that people edit, not copies of them.
    expect(withOrigins).toEqual(await build());
  });

  test('the components that stay have to fit together', async () => {
    expect(await build({ without: ['suffix'] })).toMatchObject({
      findings: [{ code: 'LAB0106', location: { file: 'components/last/kustomization.yaml' } }],
    });
    expect(await build({ without: ['suffix'], components: ['components/suffix'] })).toMatchObject({
      findings: [{ message: 'component last needs component suffix before it' }],
    });
  });

  test('a mistake is in the file that people edit', async () => {
    put({ 'overlays/middle/own.yaml': `${account('own')}---\na: [\n` });
    const finding = { code: 'LAB0101', location: { file: 'overlays/middle/own.yaml', line: 6 } };
    for (const origins of [true, false]) {
      expect(await build({ without: ['both'], origins })).toMatchObject({ findings: [finding] });
    }
    const file = 'overlays/top/kustomization.yaml';
    put({ [file]: `resources: [../middle]\nresuorces: []\ncomponents: [../../components/suffix]\n` });
    for (const origins of [true, false]) {
      const findings = [{ code: 'LAB0103', location: { file, line: 2 } }];
      expect(await build({ without: ['suffix'], origins })).toMatchObject({ findings });
    }
  });

  test('an overlay that names itself is for kustomize to refuse', async () => {
    put({ 'overlays/top/kustomization.yaml': 'resources: [.]\ncomponents: [../../components/suffix]\n' });
    expect(await build({ without: ['suffix'] })).toMatchObject({ ok: false });
  });

  test('runs over a chart without a component, and leaves no folder', async () => {
    const options = { kustomize, root, stream: account('chart'), workDir: join(root, '.lab/post') };
    const rendered = await postRender({ ...options, folders: ['overlays/top'], without: ['both', 'last'] });
    if (!rendered.ok) throw new Error(JSON.stringify(rendered));
    expect(rendered.yaml).toContain('name: chart-y');
    expect(rendered.yaml).not.toContain('x-');
    expect(readdirSync(options.workDir)).toEqual([]);
  });
});
