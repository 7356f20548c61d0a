import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MOST_CHARACTERS } from '@lab/istio';
import { foldersOf, pathFrom } from '@lab/kustomize';
import { isInside } from '../is-inside.ts';
import type { OverlayChoice } from './overlay-choice.ts';
import { overlayFolder } from './overlay-folder.ts';

/** Nothing of these is a manifest, and they may be large. */
const LEFT_OUT = new Set(['node_modules', '.git', '.lab']);

/** What programs keep beside manifests, as the progress of lessons; of files, those that would be read as manifests. */
const HIDDEN = { folder: /^\.[^.]/, file: /^\..*\.(ya?ml|json)\b/ };

/** Whether the name of a folder says that there are no manifests below it. */
function isLeftOut(name: string): boolean {
  return LEFT_OUT.has(name) || HIDDEN.folder.test(name);
}

/** Whether a path below a folder of manifests is that of no manifest, nor of a file that a kustomization may name. */
export function isNoManifest(path: string): boolean {
  const [name = '', ...above] = path.split('/').reverse();
  return above.some(isLeftOut) || LEFT_OUT.has(name) || HIDDEN.file.test(name);
}

/** The folders that configuration is read from, as whole paths: that of all manifests, and what is named beside it. */
export function manifestFolders(root: string, choice: OverlayChoice): string[] {
  const manifests = resolve(root, choice.manifests);
  const named = foldersOf(resolve(root, overlayFolder(choice)));
  return [manifests, ...named.filter((folder) => !isInside(manifests, folder))];
}

/** Text of every manifest, by the name that its resources' origins give. */
export async function readManifests(
  root: string,
  choice: OverlayChoice,
): Promise<ReadonlyMap<string, string>> {
  const folders = manifestFolders(root, choice).filter((folder) => existsSync(folder));
  const paths = (await Promise.all(folders.map(manifestsBelow))).flat();
  const read = async (path: string) => [pathFrom(root, path), await readFile(path, 'utf8')] as const;
  return new Map(await Promise.all(paths.map(read)));
}

/** @param folder a file is all that there is below it */
async function manifestsBelow(folder: string): Promise<string[]> {
  if (statSync(folder).isFile()) return [folder];
  const entries = await readdir(folder, { withFileTypes: true });
  const below = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && !isLeftOut(entry.name))
      .map((entry) => manifestsBelow(join(folder, entry.name))),
  );
  const own = entries
    .filter(({ name }) => /\.(ya?ml|json)$/.test(name) && !isNoManifest(name))
    .map(({ name }) => join(folder, name));
  return [...own.filter(isReadable), ...below.flat()];
}

/** A file of a size that is read. */
function isReadable(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size <= MOST_CHARACTERS;
}
