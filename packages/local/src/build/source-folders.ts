import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * The folders whose files an application is made from, relative to the root or absolute: its own, and those of the workspaces that
 * it depends on, which npm links into node_modules (npm documentation, "workspaces").
 */
export function sourceFolders(root: string, folder: string): string[] {
  const found = new Set<string>();
  const visit = (next: string) => {
    if (found.has(next)) return;
    found.add(next);
    for (const name of dependenciesOf(resolve(root, next))) {
      const workspace = workspaceOf(root, name);
      if (workspace !== undefined) visit(workspace);
    }
  };
  visit(folder);
  return [...found];
}

/**
 * Those of the applications' folders that files belong to, whatever workspace of theirs the files are in. All paths are
 * relative to the root or absolute.
 */
export function affectedFolders(
  root: string,
  folders: readonly string[],
  files: readonly string[],
): readonly string[] {
  const paths = files.map((file) => resolve(root, file));
  const has = (folder: string) => paths.some((path) => path.startsWith(`${resolve(root, folder)}/`));
  return folders.filter((folder) => sourceFolders(root, folder).some(has));
}

/** None of a package.json that is being written just now. */
function dependenciesOf(folder: string): string[] {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  } catch {
    return [];
  }
}

function workspaceOf(root: string, name: string): string | undefined {
  const link = join(root, 'node_modules', name);
  if (!existsSync(link)) return undefined;
  const folder = relative(realpathSync(root), realpathSync(link));
  return folder.startsWith('..') || folder.split(sep).includes('node_modules') ? undefined : folder;
}
