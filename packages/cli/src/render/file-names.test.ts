import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileNames } from './file-names.ts';

const root = resolve(import.meta.dirname, '../../../..');
let shop: string;
beforeAll(() => {
  shop = realpathSync(mkdtempSync(join(tmpdir(), 'shop-')));
  writeFileSync(join(shop, 'a.yaml'), '');
});
afterAll(() => rmSync(shop, { recursive: true, force: true }));

test('a name opens from the folder that a person is in', () => {
  const file = 'k8s/base/kustomization.yaml';
  expect(fileNames({ root, cwd: root })(file)).toBe(file);
  expect(fileNames({ root, cwd: join(root, 'k8s/base') })(file)).toBe('kustomization.yaml');
  expect(fileNames({ root, cwd: shop })(file)).toBe(join(root, file));
  expect(fileNames({ root, cwd: shop })(join(shop, 'a.yaml'))).toBe('a.yaml');
  expect(fileNames({ root, cwd: root })(join(shop, 'a.yaml'))).toBe(join(shop, 'a.yaml'));
  expect(fileNames({ root, cwd: shop })('standard input')).toBe('standard input');
});
