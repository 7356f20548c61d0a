import { readKustomization } from './kustomization-file.ts';

/** The annotations of a folder's kustomization itself (`metadata.annotations`), which kustomize gives to no resource. */
export function kustomizationAnnotations(dir: string): Readonly<Record<string, unknown>> {
  const { metadata } = readKustomization(dir) ?? {};
  const { annotations } = (metadata ?? {}) as { readonly annotations?: unknown };
  return typeof annotations === 'object' && annotations !== null ? { ...annotations } : {};
}
