import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** kustomize takes any of these names (its documentation, "Kustomization file"). */
export function kustomizationFile(dir: string): string {
  const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
  return join(dir, names.find((name) => existsSync(join(dir, name))) ?? 'kustomization.yaml');
}
