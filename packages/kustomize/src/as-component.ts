import { cp, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { kustomizationFile, readKustomization } from './kustomization-file.ts';

/** Fields that may name folders, the only things outside its own folder that a kustomization may name. */
const FOLDERS = ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'];
/** Nothing of these is part of a kustomization, and they may be large. */
const LEFT_OUT = ['node_modules', '.git', '.lab'];

/**
 * A folder that kustomize takes for a component: `folder` itself where it is one, else a copy of it at `copy`, whose
 * kustomization has the kind of a component. `folder` too where its kustomization cannot be read: kustomize says why.
 *
 * @throws the system's error when the copy cannot be written
 */
export async function asComponent(folder: string, copy: string): Promise<string> {
  const written = readKustomization(folder);
  if (!written || written.kind === 'Component') return folder;
  await cp(folder, copy, {
    recursive: true,
    dereference: true,
    filter: (path) => path === folder || !LEFT_OUT.includes(basename(path)),
  });
  const rebased = FOLDERS.filter((field) => field in written).map((field) => [
    field,
    rebase(written[field], folder, copy),
  ]);
  const component = {
    ...written,
    ...Object.fromEntries(rebased),
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
  };
  await writeFile(join(copy, basename(kustomizationFile(folder))), JSON.stringify(component));
  return copy;
}

function rebase(entries: unknown, folder: string, copy: string): unknown {
  if (!Array.isArray(entries)) return entries;
  return entries.map((entry: unknown) =>
    typeof entry === 'string' && entry.startsWith('..') ? relative(copy, resolve(folder, entry)) : entry,
  );
}
