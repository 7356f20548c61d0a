import { cp, writeFile } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { kustomizationFile } from './kustomization-file.ts';

/** Fields that may name folders, the only things outside its own folder that a kustomization may name. */
const FOLDERS = ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'];
/** Nothing of these is part of a kustomization, and they may be large. */
const LEFT_OUT = ['node_modules', '.git', '.lab'];

/** The fields of a kustomization. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Copies a folder with its kustomization, which names the same folders from its new place.
 *
 * @param fields what the copy's kustomization says; paths in it count from `folder`, or are absolute
 * @throws the system's error when the copy cannot be written
 */
export async function copyKustomization(folder: string, copy: string, fields: Fields): Promise<void> {
  await cp(folder, copy, {
    recursive: true,
    dereference: true,
    filter: (path) => path === folder || !LEFT_OUT.includes(basename(path)),
  });
  const rebased = FOLDERS.filter((field) => field in fields).map((field) => [
    field,
    rebase(fields[field], folder, copy),
  ]);
  const written = { ...fields, ...Object.fromEntries(rebased) };
  await writeFile(join(copy, basename(kustomizationFile(folder))), JSON.stringify(written));
}

function rebase(entries: unknown, folder: string, copy: string): unknown {
  if (!Array.isArray(entries)) return entries;
  const isElsewhere = (path: string) => path.startsWith('..') || isAbsolute(path);
  return entries.map((entry: unknown) =>
    typeof entry === 'string' && isElsewhere(entry) ? relative(copy, resolve(folder, entry)) : entry,
  );
}
