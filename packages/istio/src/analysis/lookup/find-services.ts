import type { Mesh } from '../../model/mesh.ts';
import type { Service } from '../../model/registry.ts';
import { servicesByHost } from '../../model/registry-index.ts';
import { isVisibleFrom } from '../../model/visibility.ts';
import type { Resource } from '../../resources/resource.ts';

/**
 * The services that a full host name in a resource may stand for: those that are visible from its namespace, or where
 * it is exported to others, from one of those (istio analyzers/util/service_lookup.go, `GetDestinationHost`).
 */
export function findServices(
  mesh: Mesh,
  { metadata, spec }: Resource<{ readonly exportTo?: readonly string[] }>,
  host: string,
): Service[] {
  const own = metadata.namespace ?? 'default';
  const viewers = spec.exportTo?.length ? spec.exportTo.map((entry) => (entry === '.' ? own : entry)) : [own];
  return servicesByHost(mesh)
    .covering(host)
    .filter(({ namespace, exportTo }) =>
      viewers.some((viewer) => isVisibleFrom(viewer, namespace, exportTo)),
    );
}
