import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** kustomize takes any of these names (its documentation, "Kustomization file"). */
export function kustomizationFile(dir: string): string {
  const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
  return join(dir, names.find((name) => existsSync(join(dir, name))) ?? 'kustomization.yaml');
}

/** What a folder's kustomization says; undefined where there is none or it is broken, of which kustomize says why. */
export function readKustomization(dir: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = parse(readFileSync(kustomizationFile(dir), 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
