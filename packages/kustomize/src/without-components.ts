import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { componentsOf } from './component-relations.ts';
import { copyKustomization } from './copy-kustomization.ts';
import { isFolder } from './is-file.ts';
import { readKustomization } from './kustomization-file.ts';
import type { TrimmedOverlay } from './trimmed-overlay.ts';

/**
 * An overlay that leaves components out, wherever below it they are named: the folder itself where it names none of
 * them, else a copy below `copies`. What is not copied is built from where it is. kustomize itself can add a component
 * to an overlay and not take one away.
 *
 * @param folder absolute
 * @param names names of folders of components
 * @param copies absolute; a folder for the copies, whose former content is removed
 * @throws the system's error when a copy cannot be written
 */
export async function withoutComponents(
  folder: string,
  names: readonly string[],
  copies: string,
): Promise<TrimmedOverlay> {
  const made = new Map<string, string>();
  const isLeftOut = (path: unknown) => typeof path === 'string' && names.includes(basename(path));
  const trim = async (original: string): Promise<string> => {
    const before = [...made].find(([, folder]) => folder === original);
    if (before) return before[0];
    if (!componentsOf(original).some(isLeftOut)) return original;
    // By its name, which relations between components are about.
    const copy = join(copies, String(made.size), basename(original));
    made.set(copy, original);
    const fields = readKustomization(original) ?? {};
    const kept = (fields.components as readonly unknown[] | undefined)?.filter((path) => !isLeftOut(path));
    await copyKustomization(original, copy, {
      ...fields,
      resources: await trimAll(fields.resources, original),
      components: await trimAll(kept, original),
    });
    return copy;
  };
  const trimAll = async (entries: unknown, from: string): Promise<unknown> => {
    if (!Array.isArray(entries)) return [];
    const trimmed: unknown[] = [];
    for (const entry of entries) trimmed.push(await trimEntry(entry, from));
    return trimmed;
  };
  const trimEntry = async (entry: unknown, from: string): Promise<unknown> => {
    if (typeof entry !== 'string' || !isFolder(join(from, entry))) return entry;
    const below = join(from, entry);
    const dir = await trim(below);
    return dir === below ? entry : dir;
  };
  await rm(copies, { recursive: true, force: true });
  return { dir: await trim(folder), copies: made };
}

/** A text about the folders that people edit, where it is about copies of them. */
export function named(text: string, copies: Iterable<readonly [copy: string, original: string]>): string {
  return [...copies].reduce((named, [copy, original]) => named.replaceAll(copy, original), text);
}
