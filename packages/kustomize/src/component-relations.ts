import { basename, join } from 'node:path';
import { type Finding, finding } from '@lab/istio';
import { MOST_FOLDERS } from './folder-count.ts';
import { isFolder } from './is-file.ts';
import { kustomizationFile, readKustomization } from './kustomization-file.ts';
import { pathFrom } from './path-from.ts';
import { namedPaths } from './read-files.ts';

const EXCLUDES = 'lab.local/excludes';
const NEEDS = 'lab.local/needs';

/** Which components go together: annotations of a component's kustomization, names separated by commas. */
export interface ComponentRelations {
  /** Not together with any of these. */
  readonly excludes: readonly string[];
  /** These come before it. */
  readonly needs: readonly string[];
}

interface Kustomization {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly resources?: unknown;
  readonly components?: unknown;
  /** What `resources` was for folders, in old kustomizations. */
  readonly bases?: unknown;
}

/** The relations that a component's kustomization states; none where it states none or cannot be read. */
export function readRelations(component: string): ComponentRelations {
  const { [EXCLUDES]: excludes, [NEEDS]: needs } = readFields(component).metadata?.annotations ?? {};
  return { excludes: names(excludes), needs: names(needs) };
}

/** Folders of the components that an overlay and what it names below it use, in the order they are applied. */
export function componentsOf(overlay: string): string[] {
  return componentsBelow(overlay, [], { folders: 0 });
}

/**
 * @param above the folders that lead here: one that names itself is kustomize's to refuse
 * @param seen how many were looked at: what leads to too many is not built, see `folderFindings`
 */
function componentsBelow(folder: string, above: readonly string[], seen: { folders: number }): string[] {
  seen.folders += 1;
  if (above.includes(folder) || seen.folders > MOST_FOLDERS) return [];
  const { resources, components } = readFields(folder);
  const below = (path: string) => componentsBelow(path, [...above, folder], seen);
  const named = namedPaths(resources)
    .map((path) => join(folder, path))
    .filter(isFolder);
  const own = namedPaths(components).map((path) => join(folder, path));
  return [...named.flatMap(below), ...own.flatMap((path) => [...below(path), path])];
}

/** The folder of a kustomization, and every one that it names, directly or through others. */
export function foldersOf(dir: string): string[] {
  const found = new Set<string>();
  const visit = (folder: string): void => {
    if (found.has(folder)) return;
    found.add(folder);
    const { resources, components, bases } = readFields(folder);
    for (const path of [resources, bases, components]
      .flatMap(namedPaths)
      .map((entry) => join(folder, entry))) {
      if (isFolder(path)) visit(path);
    }
  };
  visit(dir);
  return [...found];
}

/** A finding for each component that lacks one it needs, or meets one it excludes; files are relative to `root`. */
export function relationFindings(components: readonly string[], root: string): Finding[] {
  return components.flatMap((folder, index) => {
    const name = basename(folder);
    const before = components.slice(0, index).map((path) => basename(path));
    const { excludes, needs } = readRelations(folder);
    const place = { location: { file: pathFrom(root, kustomizationFile(folder)) } };
    return [
      ...needs
        .filter((needed) => !before.includes(needed))
        .map((needed) => finding('LAB0106.needs', { component: name, needed }, place)),
      ...before
        .filter((other) => other === name || excludes.includes(other))
        .map((other) =>
          other === name
            ? finding('LAB0106.twice', { component: name }, place)
            : finding('LAB0106.excludes', { component: name, other }, place),
        ),
    ];
  });
}

function readFields(folder: string): Kustomization {
  return readKustomization(folder) ?? {};
}

function names(text: string | undefined): string[] {
  return (text ?? '').split(',').filter(Boolean);
}
