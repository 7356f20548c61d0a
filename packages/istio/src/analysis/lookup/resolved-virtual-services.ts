import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import { type VirtualService, virtualServicesOf } from '../../model/virtual-service.ts';
import type { Resource } from '../../resources/resource.ts';

/** The VirtualService that a resource stands for, with its names completed; none for a delegate. */
export function resolvedVirtualService(mesh: Mesh, resource: Resource): VirtualService | undefined {
  return byResource(mesh).get(resource);
}

const byResource = perMesh(
  (mesh) =>
    new Map<Resource, VirtualService>(
      virtualServicesOf(mesh).map((virtualService) => [virtualService.resource, virtualService]),
    ),
);
