import type { Finding, Mesh } from '@lab/istio';
import { keyOf } from '../pods/fleet.ts';
import { artifactFor, readArtifacts } from '../workloads/artifacts.ts';
import { type ContainerPlan, planContainer } from '../workloads/plan-container.ts';
import { ambientFindings } from './ambient-findings.ts';

export interface PodPlans {
  /** By `NAMESPACE/NAME`; a gateway has none. */
  readonly plans: ReadonlyMap<string, ContainerPlan>;
  /** Folders, relative to the root, of the artifacts that the plans run. */
  readonly folders: readonly string[];
  readonly findings: readonly Finding[];
}

/** Plans the process of every pod that is no gateway. What cannot be run here is a finding, each said once. */
export function planPods(mesh: Mesh, root: string): PodPlans {
  const { artifacts, findings: broken } = readArtifacts(root);
  const plans = new Map<string, ContainerPlan>();
  const folders = new Set<string>();
  const findings = new Map<string, Finding>();
  for (const pod of mesh.pods.filter(({ proxy }) => proxy !== 'gateway')) {
    const planned = planContainer(pod, artifacts, root);
    // Replicas of one Deployment say the same.
    for (const finding of planned.findings) findings.set(JSON.stringify(finding), finding);
    if (!planned.plan) continue;
    plans.set(keyOf(pod), planned.plan);
    const folder = artifactFor(planned.plan.image, artifacts)?.folder;
    if (folder) folders.add(folder);
  }
  return {
    plans,
    folders: [...folders],
    findings: [...broken, ...ambientFindings(mesh), ...findings.values()],
  };
}
