import { isSubsetOf } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Service } from '../../model/registry.ts';
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
  return mesh.services.filter(
    ({ hostname, namespace, exportTo }) =>
      isSubsetOf(host, hostname) && viewers.some((viewer) => isVisibleFrom(viewer, namespace, exportTo)),
  );
}
