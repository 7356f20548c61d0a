import type { Mesh, Pod, ProxyConfig } from '@lab/istio';
import type { Surroundings } from '../sidecars/placement.ts';
import type { ResolveService } from '../workloads/capture-map.ts';

/** The mesh as one pod is to see it. */
export interface PodView {
  readonly mesh: Mesh;
  readonly pod: Pod;
  /** The proxy's configuration as a cluster's proxy would get it. */
  readonly config: ProxyConfig;
  readonly surroundings: Surroundings;
  readonly resolveService: ResolveService;
}
