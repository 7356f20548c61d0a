import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isFile } from './is-file.ts';
import { kustomizationFile } from './kustomization-file.ts';
import { quoteNumberKeys } from './number-keys.ts';

/** What `kubectl apply -f DIR` reads of a folder (kubectl documentation, "apply"): these files, and none below it. */
const MANIFEST = /\.(ya?ml|json)$/;
/** It stands beside manifests and is none: no cluster takes it. */
const NOT_MANIFESTS = ['skaffold.yaml', 'skaffold.yml'];

/**
 * The manifests that lie in a folder without a kustomization, by name and in order; none where it has one. A file is a manifest
 * itself, whatever its name.
 */
export function plainManifests(dir: string): string[] {
  if (isFile(dir)) return [basename(dir)];
  if (!existsSync(dir) || existsSync(kustomizationFile(dir))) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && MANIFEST.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => !NOT_MANIFESTS.includes(name))
    .sort();
}

/** The folder that plain manifests lie in: of a file, the one that it is in. */
export function folderOfManifests(dir: string): string {
  return isFile(dir) ? dirname(dir) : dir;
}

/**
 * Makes `copy` a kustomization of a folder's plain manifests, or of one file: kustomize reads files from the folder of the
 * kustomization that names them and from nowhere else.
 *
 * @throws the system's error when `copy` cannot be written
 */
export function asKustomization(dir: string, copy: string): void {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true, mode: 0o700 });
  const resources = plainManifests(dir);
  const folder = folderOfManifests(dir);
  // kubectl apply -f takes a number for a key, and kustomize does not.
  for (const name of resources)
    writeFileSync(join(copy, name), quoteNumberKeys(readFileSync(join(folder, name), 'utf8')));
  writeFileSync(join(copy, 'kustomization.yaml'), JSON.stringify({ resources }));
}
