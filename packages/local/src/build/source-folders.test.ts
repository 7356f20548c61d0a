import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { affectedFolders, sourceFolders } from './source-folders.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'source-folders-'));
  const folder = (path: string, manifest: object) => {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, 'package.json'), JSON.stringify(manifest));
  };
  folder('apps/page', { dependencies: { kit: '*', lodash: '1' } });
  folder('apps/tier', { devDependencies: { kit: '*' } });
  folder('apps/alone', {});
  folder('packages/kit', { dependencies: { base: '*' } });
  folder('packages/base', { dependencies: { kit: '*' } });
  folder('node_modules/lodash', {});
  for (const name of ['kit', 'base']) symlinkSync(`../packages/${name}`, join(root, 'node_modules', name));
});
afterAll(() => rmSync(root, { recursive: true }));

it('follows workspaces, in circles too, and no package of a registry', () => {
  expect(sourceFolders(root, 'apps/page')).toEqual(['apps/page', 'packages/kit', 'packages/base']);
  expect(sourceFolders(root, 'apps/alone')).toEqual(['apps/alone']);
  expect(sourceFolders(root, 'apps/none')).toEqual(['apps/none']);
});

it('tells which applications files belong to', () => {
  const apps = ['apps/page', 'apps/tier', 'apps/alone'];
  expect(affectedFolders(root, apps, ['packages/base/src/x.ts'])).toEqual(['apps/page', 'apps/tier']);
  expect(affectedFolders(root, apps, ['apps/alone/main.ts', 'apps/pages/main.ts'])).toEqual(['apps/alone']);
  // An application from elsewhere, as the watcher tells its files.
  const elsewhere = join(root, '../elsewhere');
  expect(affectedFolders(root, [...apps, elsewhere], ['../elsewhere/main.py'])).toEqual([elsewhere]);
});
