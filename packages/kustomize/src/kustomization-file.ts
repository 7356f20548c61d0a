import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isFile } from './is-file.ts';

/** kustomize takes any of these names (its documentation, "Kustomization file"). */
export function kustomizationFile(dir: string): string {
  const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
  return join(dir, names.find((name) => existsSync(join(dir, name))) ?? 'kustomization.yaml');
}

/** What a folder's kustomization says; undefined where there is none or it is broken, of which kustomize says why. */
export function readKustomization(dir: string): Readonly<Record<string, unknown>> | undefined {
  const file = kustomizationFile(dir);
  if (!isFile(file)) return undefined;
  try {
    // The library looks for a key that stands twice among all others of the map, one by one.
    const value: unknown = parse(readFileSync(file, 'utf8'), { uniqueKeys: false });
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
