import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BuildOptions, buildOverlay } from './build-overlay.ts';
import { findKustomize } from './find-kustomize.ts';
import { readBuild } from './read-build.ts';

// The packaged 4.5.4 is always there; a second one is taken from PATH where the machine has it.
const found = [await findKustomize({ PATH: '' }), await findKustomize()];
const binaries = [...new Map(found.map((binary) => [binary.version, binary])).values()];

const ACCOUNT = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ml\n';
const FILES = {
  'k8s/overlays/local/kustomization.yaml': 'resources:\n- ../../base/ml\nnamePrefix: x-\n',
  'k8s/base/ml/kustomization.yaml': 'resources:\n- accounts.yaml\n',
  'k8s/base/ml/accounts.yaml': ACCOUNT,
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plain-folder-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const MULTIPLIED = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(
  (level) => `l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(', ')}]`,
);
const BOMB = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nl0: &l0 ["0123456789"]\n${MULTIPLIED.join('\n')}\n`;

test.each(['plain', 'plain/a.yaml'])(
  'what would take all memory is not given to kustomize: %s',
  async (dir) => {
    const [kustomize] = binaries;
    if (!kustomize) throw new Error('there is no kustomize');
    mkdirSync(join(root, 'plain'));
    writeFileSync(join(root, 'plain/a.yaml'), BOMB);
    const found = { findings: [{ code: 'LAB0107', location: { file: 'plain/a.yaml' } }] };
    const options = { kustomize, root, dir, workDir: join(root, 'work') };
    const built = await buildOverlay(options);
    if (!built.ok) throw new Error(JSON.stringify(built));
    expect(readBuild(built)).toMatchObject(found);
    mkdirSync(join(root, 'x'));
    writeFileSync(join(root, 'x/kustomization.yaml'), 'kind: Component\n');
    expect(await buildOverlay({ ...options, components: ['x'] })).toMatchObject({ ok: false, ...found });
  },
);

test('kustomize is not run for plain manifests, of which it would make no end', async () => {
  const kustomize = { program: join(root, 'nosuch'), subcommand: 'build', version: '5.0.0' } as const;
  mkdirSync(join(root, 'plain'));
  const documents = Array.from({ length: 8000 }, (_, index) => ACCOUNT.replace('ml', `a-${index}`));
  writeFileSync(join(root, 'plain/a.yaml'), documents.join('---\n'));
  for (const dir of ['plain', 'plain/a.yaml']) {
    const built = await buildOverlay({ kustomize, root, dir, workDir: join(root, 'work') });
    if (!built.ok) throw new Error(JSON.stringify(built));
    expect(readBuild(built).resources).toHaveLength(8000);
  }
});

describe.each(binaries)('kustomize $version', (kustomize) => {
  describe('a folder of plain manifests', () => {
    const plain = {
      'plain/b.yaml': ACCOUNT,
      'plain/a.json': '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}',
    };
    const buildPlain = (files: Record<string, string>, more: Partial<BuildOptions> = {}) => {
      const kept = { ...plain, ...files };
      for (const [path, text] of Object.entries(kept)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      return buildOverlay({ kustomize, root, dir: 'plain', workDir: join(root, '.lab/kustomize'), ...more });
    };

    const PORTS =
      'kind: A\napiVersion: a/v1\nmetadata: {name: a}\nspec:\n  ports:\n    9090: {mode: PERMISSIVE}\n';

    const COMPONENT = { 'x/kustomization.yaml': 'kind: Component\nnamePrefix: x-\n' };

    test('is taken as it is where kustomize has nothing to do', async () => {
      const text = 'apiVersion: v1\nkind: A\nmetadata: {name: n, labels: {a: on}} # as written\n';
      const built = await buildPlain({ 'plain/c.yaml': text });
      if (!built.ok) throw new Error(JSON.stringify(built));
      expect(built.files?.map(({ file }) => file)).toEqual(['plain/a.json', 'plain/b.yaml', 'plain/c.yaml']);
      expect(built.files?.at(-1)?.text).toBe(text);
      expect(built.yaml.endsWith(`---\n${text}`)).toBe(true);
    });

    test('may have numbers for keys, as with kubectl', async () => {
      const built = await buildPlain({ 'plain/c.yaml': PORTS, ...COMPONENT }, { components: ['x'] });
      expect(built).toMatchObject({ ok: true, yaml: expect.stringMatching(/"9090":\s+mode: PERMISSIVE/) });
    });

    test('is told where they are in files of a kustomization, which cannot have them on every version', async () => {
      const files = { 'own/kustomization.yaml': 'resources:\n- c.yaml\n', 'own/c.yaml': PORTS };
      const built = await buildPlain(files, { dir: 'own' });
      if (built.ok) expect(built.yaml).toContain('9090');
      else {
        expect(built.findings).toMatchObject([
          {
            code: 'LAB0104',
            message: 'kustomize does not accept a number as a key: write "9090": in quotes',
            location: { file: 'own/c.yaml', line: 6 },
          },
        ]);
      }
    });

    test('is what kubectl apply -f reads of it: the files that lie in it, each resource with its own', async () => {
      const others = {
        'plain/below/c.yaml': ACCOUNT.replace('ml', 'below'),
        'plain/README.md': '# a',
        'plain/skaffold.yaml': 'kind: Config',
      };
      const built = await buildPlain(others);
      if (!built.ok) throw new Error(JSON.stringify(built));
      expect(built.files?.map(({ file }) => file)).toEqual(['plain/a.json', 'plain/b.yaml']);
      const topped = await buildPlain(COMPONENT, { components: ['x'] });
      if (!topped.ok) throw new Error(JSON.stringify(topped));
      expect(topped.yaml).toMatch(/origin: \|\n +path: plain\/a\.json\n/);
      expect(topped.yaml).toMatch(/origin: \|\n +path: plain\/b\.yaml\n/);
      expect(topped.yaml).not.toContain('below');
      const bare = await buildPlain({}, { origins: false });
      expect(bare.ok && bare.yaml).not.toContain('annotations');
      expect(bare.ok && bare.yaml).toContain('name: ml');
    });

    test('takes components', async () => {
      const built = await buildPlain(COMPONENT, { components: ['x'] });
      expect(built.ok && built.yaml).toContain('name: x-ml');
    });

    test('has its mistakes in the files that people edit', async () => {
      const mistake = { findings: [{ code: 'LAB0101', location: { file: 'plain/b.yaml' } }] };
      const built = await buildPlain({ 'plain/b.yaml': 'a: [\n', ...COMPONENT });
      if (!built.ok) throw new Error(JSON.stringify(built));
      expect(readBuild(built)).toMatchObject(mistake);
      expect(await buildPlain({ 'plain/b.yaml': 'a: [\n' }, { components: ['x'] })).toMatchObject(mistake);
    });

    test('needs to have some', async () => {
      mkdirSync(join(root, 'empty/below'), { recursive: true });
      expect(await buildPlain({}, { dir: 'empty' })).toMatchObject({
        findings: [{ code: 'LAB0102', message: 'empty contains neither a kustomization nor YAML files' }],
      });
    });
  });

  test('a folder elsewhere, also by a link: its files by their whole paths', async () => {
    const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'elsewhere-')));
    try {
      for (const [path, text] of Object.entries(FILES)) {
        mkdirSync(dirname(join(elsewhere, path)), { recursive: true });
        writeFileSync(join(elsewhere, path), text);
      }
      symlinkSync(elsewhere, join(root, 'link'));
      for (const dir of [join(elsewhere, 'k8s/overlays/local'), 'link/k8s/overlays/local']) {
        const built = await buildOverlay({ kustomize, root, dir, workDir: join(root, '.lab/kustomize') });
        if (!built.ok) throw new Error(JSON.stringify(built));
        expect(built.yaml).toContain(`path: ${elsewhere}/k8s/base/ml/accounts.yaml`);
      }
      const file = join(elsewhere, 'k8s/base/ml/accounts.yaml');
      writeFileSync(file, 'a: [\n');
      const dir = join(elsewhere, 'k8s/overlays/local');
      expect(
        await buildOverlay({ kustomize, root, dir, workDir: join(root, '.lab/kustomize') }),
      ).toMatchObject({
        findings: [{ code: 'LAB0101', location: { file } }],
      });
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});
