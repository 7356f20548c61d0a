import { effectOf } from '../findings/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { buildMesh } from '../model/build-mesh.ts';
import type { Mesh } from '../model/mesh.ts';
import type { Resource } from '../resources/resource.ts';
import { admitResources } from './admit-resources.ts';
import { analyze } from './analyze.ts';

/** The mesh that a cluster would have, and what is wrong with it; none where the files cannot be read. */
export type CheckedResources =
  | {
      readonly ok: true;
      readonly mesh: Mesh;
      /** What is in force in such a cluster. */
      readonly resources: readonly Resource[];
      readonly findings: readonly Finding[];
    }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Checks each resource by itself, and of those that admission takes whether they fit together. Never throws.
 *
 * @param early what reading them found; it comes first
 * @param applied what was in force before, where they are applied: it stays in place of what is refused
 */
export function checkResources(
  resources: readonly Resource[],
  early: readonly Finding[] = [],
  applied?: readonly Resource[],
): CheckedResources {
  const admission = admitResources(resources, applied);
  const findings = [...early, ...admission.findings];
  if (!isReadable(early)) return { ok: false, findings };
  const mesh = buildMesh(admission.resources);
  const analyzed = analyze(mesh, admission.resources);
  return { ok: true, mesh, resources: admission.resources, findings: [...findings, ...analyzed] };
}

/** Whether an error is among the findings. */
export function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Whether the files could be read: no finding says that nothing of them is applied. */
export function isReadable(findings: readonly Finding[]): boolean {
  return findings.every(({ code }) => effectOf(code) !== 'nothing-applied');
}
