import { resolve } from 'node:path';
import type { Finding, Mesh } from '@lab/istio';
import { pathFrom } from '@lab/kustomize';
import { keyOf } from '../pods/pod-key.ts';
import { artifactFor, readArtifacts } from '../workloads/artifacts.ts';
import { type ContainerPlan, planContainer } from '../workloads/plan-container.ts';
import { ambientFindings } from './ambient-findings.ts';

export interface PodPlans {
  /** By `NAMESPACE/NAME`; a gateway has none. */
  readonly plans: ReadonlyMap<string, ContainerPlan>;
  /** Folders of the artifacts that the plans run, relative to the root or absolute. */
  readonly folders: readonly string[];
  /** The whole path of the skaffold.yaml that names them. */
  readonly artifactsFile: string;
  readonly findings: readonly Finding[];
  /** Why pods cannot start here, by the same key: those that have no plan. */
  readonly unplanned: ReadonlyMap<string, string>;
}

/**
 * Plans the process of every pod that is no gateway. What cannot be run here is a finding, each said once.
 *
 * @param manifests their folder, relative to `root` or absolute
 * @param standsIn whether stand-ins take the place of images that are not built here
 */
export function planPods(mesh: Mesh, root: string, manifests: string, standsIn = false): PodPlans {
  const read = readArtifacts(root, manifests);
  const trust = { root, manifests: resolve(root, manifests) };
  const plans = new Map<string, ContainerPlan>();
  const folders = new Set<string>();
  const findings = new Map<string, Finding>();
  const unplanned = new Map<string, string>();
  for (const pod of mesh.pods.filter(({ proxy }) => proxy !== 'gateway')) {
    const planned = planContainer(pod, read, trust, standsIn);
    // Replicas of one Deployment say the same.
    for (const finding of planned.findings) findings.set(JSON.stringify(finding), finding);
    if (!planned.plan) {
      unplanned.set(
        keyOf(pod),
        planned.findings.map(({ message, code }) => `${message} (${code})`).join('; '),
      );
      continue;
    }
    plans.set(keyOf(pod), planned.plan);
    const folder = artifactFor(planned.plan.image, read.artifacts)?.folder;
    if (folder) folders.add(pathFrom(root, folder));
  }
  return {
    plans,
    folders: [...folders],
    artifactsFile: read.file,
    findings: [...read.findings, ...ambientFindings(mesh), ...findings.values()],
    unplanned,
  };
}
