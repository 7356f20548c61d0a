import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { GatewaySpec } from '../../resources/istio-types.ts';
import type { Resource } from '../../resources/resource.ts';

/** Istio's Gateways by `NAMESPACE/NAME`, as VirtualServices name them; the oldest of a name. */
export const gatewaysByName: (mesh: Mesh) => ReadonlyMap<string, Resource<GatewaySpec>> = perMesh((mesh) => {
  const byName = new Map<string, Resource<GatewaySpec>>();
  for (const gateway of mesh.gateways) {
    const name = `${gateway.metadata.namespace}/${gateway.metadata.name}`;
    if (!byName.has(name)) byName.set(name, gateway);
  }
  return byName;
});
