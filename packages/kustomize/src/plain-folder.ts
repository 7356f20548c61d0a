import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findingOf, type ManifestText, message } from '@lab/istio';
import { isFile, isFolder } from './is-file.ts';
import { kustomizationFile } from './kustomization-file.ts';
import { manifestTexts, type ReadTexts } from './manifest-texts.ts';
import { quoteNumberKeys } from './number-keys.ts';
import { pathFrom } from './path-from.ts';
import type { TrimmedOverlay } from './trimmed-overlay.ts';

/**
 * What `kubectl apply -f DIR` reads of a folder (kubectl documentation, "apply"): these files, and none below it. Files whose
 * names begin with a dot are not among them here: they are what programs keep there for themselves.
 */
const MANIFEST = /^[^.].*\.(ya?ml|json)$/;
/** It stands beside manifests and is none: no cluster takes it. */
const NOT_MANIFESTS = ['skaffold.yaml', 'skaffold.yml'];

/**
 * The manifests that lie in a folder without a kustomization, by name and in order; none where it has one. A file is a manifest
 * itself, whatever its name.
 */
export function plainManifests(dir: string): string[] {
  if (isFile(dir)) return [basename(dir)];
  if (!existsSync(dir) || existsSync(kustomizationFile(dir))) return [];
  return readdirSync(dir)
    .filter((name) => MANIFEST.test(name) && !NOT_MANIFESTS.includes(name) && !isFolder(join(dir, name)))
    .sort();
}

/** Whether a path is a file, or a folder that has no kustomization. */
export function isPlain(path: string): boolean {
  return isFile(path) || !existsSync(kustomizationFile(path));
}

/** The plain manifests of a folder, or of one file; files in findings are relative to `root`. */
export function plainTexts(dir: string, root: string): ReadTexts {
  const folder = folderOfManifests(dir);
  const paths = plainManifests(dir).map((name) => join(folder, name));
  if (paths.length === 0)
    return {
      texts: [],
      findings: [findingOf(message('LAB0102.noManifests', { folder: pathFrom(root, folder) }))],
    };
  return manifestTexts(paths, (path) => pathFrom(root, path), folder);
}

/** One YAML stream of several files. */
export function streamOf(texts: readonly ManifestText[]): string {
  return texts.map(({ text }) => (text.endsWith('\n') ? text : `${text}\n`)).join('---\n');
}

/** The folder that plain manifests lie in: of a file, the one that it is in. */
function folderOfManifests(dir: string): string {
  return isFile(dir) ? dirname(dir) : dir;
}

/**
 * Makes `copy` a kustomization of plain manifests: kustomize reads files from the folder of the kustomization that names them
 * and from nowhere else.
 *
 * @param dir the folder or the file that the manifests are from
 * @throws the system's error when `copy` cannot be written
 */
export function asKustomization(dir: string, texts: readonly ManifestText[], copy: string): TrimmedOverlay {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true, mode: 0o700 });
  const resources = texts.map(({ file }) => basename(file));
  // kubectl apply -f takes a number for a key, and kustomize does not.
  for (const { file, text } of texts) writeFileSync(join(copy, basename(file)), quoteNumberKeys(text));
  writeFileSync(join(copy, 'kustomization.yaml'), JSON.stringify({ resources }));
  return { dir: copy, copies: new Map([[copy, folderOfManifests(dir)]]) };
}
