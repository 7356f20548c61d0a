import { httpConnectionManagerOf, type Mesh, translate } from '@lab/istio';

/**
 * Of how many in a hundred requests from outside the mesh makes a trace by its own choice: what the gateway's connection
 * manager has (Envoy, HttpConnectionManager.Tracing.random_sampling), or a sidecar's where there is no gateway. 0 where
 * no proxy reports spans. Undefined for a mesh without proxies.
 */
export function samplingOf(mesh: Mesh): number | undefined {
  const pod =
    mesh.pods.find(({ proxy }) => proxy === 'gateway') ?? mesh.pods.find(({ proxy }) => proxy === 'sidecar');
  if (!pod) return undefined;
  const chains = translate(mesh, pod)
    .listeners.filter(({ trafficDirection }) => trafficDirection === 'OUTBOUND')
    .flatMap(({ filterChains }) => filterChains);
  const [tracing] = chains.flatMap((chain) => httpConnectionManagerOf(chain)?.tracing ?? []);
  return tracing?.provider ? (tracing.randomSampling?.value ?? 100) : 0;
}
