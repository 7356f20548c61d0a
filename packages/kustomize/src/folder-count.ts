import { join } from 'node:path';
import { type Finding, findingOf, message } from '@lab/istio';
import { isFolder } from './is-file.ts';
import { kustomizationFile, readKustomization } from './kustomization-file.ts';
import { pathFrom } from './path-from.ts';
import { namedPaths } from './read-files.ts';

/** Folders of one build, each as often as one names it; this project's largest overlay has fewer than 100. */
export const MOST_FOLDERS = 5000;

/**
 * A finding for a kustomization that leads to too many folders. kustomize builds a folder again each time that one is named, so
 * that twenty-five folders which name two others each are millions.
 *
 * @param folder absolute
 */
export function folderFindings(folder: string, root: string): Finding[] {
  const counts = new Map<string, number>();
  const count = (dir: string): number => {
    const known = counts.get(dir);
    if (known !== undefined) return known;
    // One that leads back to itself is kustomize's to refuse.
    counts.set(dir, 1);
    const { resources, components, bases } = readKustomization(dir) ?? {};
    const named = [resources, components, bases].flatMap(namedPaths).map((path) => join(dir, path));
    const total = named.filter(isFolder).reduce((sum, path) => sum + count(path), 1);
    counts.set(dir, total);
    return total;
  };
  const actual = count(folder);
  if (actual <= MOST_FOLDERS) return [];
  const location = { file: pathFrom(root, kustomizationFile(folder)) };
  return [findingOf(message('LAB0107.folders', { actual, most: MOST_FOLDERS }), { location })];
}
