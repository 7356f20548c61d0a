import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isEditorsOwn } from './editor-files.ts';
import { isNoSource } from './source-files.ts';
import { type FileWatcher, watchFiles } from './watch-files.ts';

let root: string;
let watcher: FileWatcher | undefined;
let edits: (readonly string[])[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'e2e-watch-files-'));
  for (const folder of ['one', 'two']) mkdirSync(join(root, folder));
  edits = [];
});
afterEach(async () => {
  await watcher?.close();
  rmSync(root, { recursive: true });
});

const write = (path: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), String(Math.random()));
};
const start = async (paths: readonly string[], ignored: (path: string) => boolean) => {
  watcher = await watchFiles({
    ...{ root, paths, ignored, settleMs: 30 },
    onEdit: async (files) => void edits.push(files),
    onError: (error) => {
      throw error;
    },
  });
};
const seen = () => [...new Set(edits.flat())].sort();

it('tells what was edited, by whatever way the editor writes, and nothing of the editor', async () => {
  await start(['one'], isEditorsOwn);
  // As `sed -i` does, and as Vim does.
  write('one/sedGeOrKI');
  renameSync(join(root, 'one/sedGeOrKI'), join(root, 'one/a.yaml'));
  write('one/4913');
  rmSync(join(root, 'one/4913'));
  write('one/.b.yaml.swp');
  write('one/b.yaml');
  await expect.poll(seen).toEqual(['one/a.yaml', 'one/b.yaml']);
});

it('watches other folders from now on', async () => {
  await start([], isEditorsOwn);
  await watcher?.follow(['one']);
  await watcher?.follow(['two']);
  write('one/a.yaml');
  write('two/b.yaml');
  await expect.poll(seen).toEqual(['two/b.yaml']);
});

it('leaves out what a build writes below the folder, not what the folder itself is below', async () => {
  await start(['one'], isNoSource);
  for (const path of ['node_modules/x/y.ts', 'dist/z.js', '.next/w.js', 'e2e/t.ts', 'x.test.ts', 'README.md'])
    write(`one/${path}`);
  write('one/src/main.ts');
  await expect.poll(seen).toEqual(['one/src/main.ts']);
});
