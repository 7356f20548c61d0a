import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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
