import { copyKustomization } from './copy-kustomization.ts';
import { readKustomization } from './kustomization-file.ts';

/**
 * A folder that kustomize takes for a component: `folder` itself where it is one, else a copy of it at `copy`, whose
 * kustomization has the kind of a component. `folder` too where its kustomization cannot be read: kustomize says why.
 *
 * @throws the system's error when the copy cannot be written
 */
export async function asComponent(folder: string, copy: string): Promise<string> {
  const written = readKustomization(folder);
  if (!written || written.kind === 'Component') return folder;
  const component = { ...written, apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' };
  await copyKustomization(folder, copy, component);
  return copy;
}
