import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultOverlay, overlayFolder } from './overlay-folder.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'overlay-folder-'));
  mkdirSync(join(root, 'k8s/overlays'), { recursive: true });
  mkdirSync(join(root, 'plain'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each([
  ['k8s', 'local'],
  ['plain', undefined],
  ['nosuch', 'local'],
])('of %s it is %s', (folder, overlay) => expect(defaultOverlay(join(root, folder))).toBe(overlay));

test('an overlay is below overlays/, and without one it is the folder itself', () => {
  expect(overlayFolder({ manifests: '/shop/k8s', overlay: 'kind' })).toBe('/shop/k8s/overlays/kind');
  expect(overlayFolder({ manifests: 'shop' })).toBe('shop');
});
