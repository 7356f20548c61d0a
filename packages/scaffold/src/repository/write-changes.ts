import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileChange } from '../file-change.ts';

/** Writes what was planned. A file that is to be created and is there after all is an error, not overwritten. */
export function writeChanges(root: string, changes: readonly FileChange[]): void {
  for (const { path, text, created } of changes) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: created ? 'wx' : 'w' });
  }
}
