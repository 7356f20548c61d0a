import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const NAME = 'skaffold.yaml';

/**
 * The skaffold.yaml that says what the images of some manifests are built from: the nearest one in their folder or above
 * it, else the project's own.
 *
 * @param manifests relative to `root` or absolute
 * @returns its whole path, whether or not the project's own is there
 */
export function findSkaffoldFile(root: string, manifests: string): string {
  for (let folder = resolve(root, manifests); ; folder = dirname(folder)) {
    const path = join(folder, NAME);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return join(root, NAME);
  }
}
