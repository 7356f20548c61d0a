import { join, resolve } from 'node:path';
import { isFile, isFolder } from './is-file.ts';
import { kustomizationFile, readKustomization } from './kustomization-file.ts';
import { plainManifests } from './plain-folder.ts';

/** Fields that name files of resources, or folders with a kustomization of their own. */
const RESOURCES = ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'];
/** Fields that name files of patches: a path, or a map with one. */
const PATCHES = ['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements'];

/**
 * The YAML files on this machine that a build of these folders reads, absolute: kustomizations, resources and patches, and
 * the manifests of a folder without a kustomization, each once. In place of a folder there may be a file. What is not there, or is fetched from elsewhere, is left out.
 */
export function filesOfBuild(folders: readonly string[]): string[] {
  const files = new Set<string>();
  const seen = new Set<string>();
  const visit = (folder: string) => {
    if (seen.has(folder)) return;
    seen.add(folder);
    const own = kustomizationFile(folder);
    if (isFile(own)) files.add(own);
    else for (const name of plainManifests(folder)) files.add(join(folder, name));
    const fields = readKustomization(folder) ?? {};
    for (const path of RESOURCES.flatMap((field) => namedPaths(fields[field]))) {
      const target = join(folder, path);
      if (isFile(target)) files.add(target);
      else if (isFolder(target)) visit(target);
    }
    const patches = PATCHES.flatMap((field) => namedPaths(fields[field])).map((path) => join(folder, path));
    for (const patch of patches.filter(isFile)) files.add(patch);
  };
  for (const folder of folders.map((path) => resolve(path))) {
    if (isFile(folder)) files.add(folder);
    else visit(folder);
  }
  return [...files];
}

/** Entries that are a path, or that have one. A patch of several lines stands in the kustomization itself. */
export function namedPaths(entries: unknown): string[] {
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    const path = typeof entry === 'string' ? entry : (entry as { path?: unknown } | null)?.path;
    return typeof path === 'string' && !path.includes('\n') ? [path] : [];
  });
}
