import type { Finding } from '../findings/finding.ts';
import { buildMesh } from '../model/build-mesh.ts';
import type { Mesh } from '../model/mesh.ts';
import type { Resource } from '../resources/resource.ts';
import { analyze } from './analyze.ts';
import { validateResources } from './validate-resources.ts';

/** A mesh that may take effect with what is worth a remark, or the mistakes that keep it from doing so. */
export type CheckedResources =
  | { readonly ok: true; readonly mesh: Mesh; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Checks each resource by itself, and where none is refused whether they fit together. `early` holds what reading
 * them found, and comes first. Never throws.
 */
export function checkResources(
  resources: readonly Resource[],
  early: readonly Finding[] = [],
): CheckedResources {
  const valid = [...early, ...validateResources(resources)];
  if (hasError(valid)) return { ok: false, findings: valid };
  const mesh = buildMesh(resources);
  const findings = [...valid, ...analyze(mesh, resources)];
  return hasError(findings) ? { ok: false, findings } : { ok: true, mesh, findings };
}

/** Whether a finding keeps the configuration from taking effect. */
export function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}
