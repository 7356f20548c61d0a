import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Removes files, and the folders above them that are empty then. */
export function removeFiles(root: string, paths: readonly string[]): void {
  for (const path of paths) {
    rmSync(join(root, path), { recursive: true, force: true });
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      if (!isEmpty(join(root, folder))) break;
      rmdirSync(join(root, folder));
    }
  }
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}
