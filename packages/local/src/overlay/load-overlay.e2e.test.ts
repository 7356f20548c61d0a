import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Resource, resourceName } from '@lab/istio';
import { findKustomize } from '@lab/kustomize';
import { afterAll, describe, expect, test } from 'vitest';
import { loadOverlay } from './load-overlay.ts';

const root = resolve(import.meta.dirname, '../../../..');
const workDir = mkdtempSync(join(tmpdir(), 'load-overlay-'));
afterAll(() => rmSync(workDir, { recursive: true, force: true }));

// The packaged 4.5.4 is always there; a second one is taken from PATH where the machine has it.
const found = [await findKustomize({ PATH: '' }), await findKustomize()];
const binaries = [...new Map(found.map((binary) => [binary.version, binary])).values()];

describe.each(binaries)('kustomize $version', (kustomize) => {
  const overlays = readdirSync(join(root, 'k8s/overlays'));
  test.each(overlays)('builds %s, with nothing to find in it', { timeout: 60_000 }, async (overlay) => {
    const loaded = await loadOverlay({
      kustomize,
      root,
      manifests: 'k8s',
      overlay,
      components: [],
      without: [],
      workDir,
    });
    expect(loaded).toMatchObject({ ok: true, findings: [] });
  });
});

test('reads a document again only where its text is another one', { timeout: 60_000 }, async () => {
  const [kustomize] = binaries;
  if (!kustomize) throw new Error('there is no kustomize');
  const write = (name: string, port: number) =>
    writeFileSync(
      join(workDir, 'shop', `${name}.yaml`),
      `{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: {ports: [{port: ${port}}]}}\n`,
    );
  const load = async (applied: readonly Resource[]) => {
    const source = { kustomize, root: workDir, manifests: 'shop', components: [], without: [], applied };
    const loaded = await loadOverlay({ ...source, workDir: join(workDir, 'work') });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.findings));
    return loaded.resources;
  };
  mkdirSync(join(workDir, 'shop'));
  for (const name of ['cart', 'prices', 'stock']) write(name, 80);
  const before = await load([]);
  write('prices', 8080);
  const after = await load(before);
  const known = new Set(before.map(({ raw }) => raw));
  expect(after.map(resourceName)).toEqual(before.map(resourceName));
  expect(after.filter(({ raw }) => !known.has(raw)).map(({ metadata }) => metadata.name)).toEqual(['prices']);
});
