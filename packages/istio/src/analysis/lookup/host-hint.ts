import { HINTS } from '../../findings/hints.ts';
import { createHints } from '../../findings/suggest.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { Service } from '../../model/registry.ts';
import { servicesByHost } from '../../model/registry-index.ts';
import type { Resource } from '../../resources/resource.ts';
import { fullHost } from './full-host.ts';

/** What a host that nothing has was probably meant to be: the end of a sentence, or nothing. */
export function hostHint(mesh: Mesh, resource: Resource, host: string): string {
  const full = fullHost(mesh, resource, host);
  const hidden = servicesByHost(mesh)
    .covering(full)
    .find(({ hostname }) => hostname === full);
  if (hidden) {
    const { namespace = 'default' } = resource.metadata;
    const exportTo = hidden.exportTo.map((entry) => (entry === '.' ? hidden.namespace : entry));
    return HINTS.hiddenHost({ hostname: full, namespace, exportTo: exportTo.join(', ') });
  }
  const named = servicesByShortName(mesh).get(host);
  if (named) return HINTS.shortName({ hostname: named.hostname });
  return hintsOf(mesh)(host, () => mesh.services.flatMap(({ name, hostname }) => [name, hostname]));
}

const hintsOf = perMesh(() => createHints());

/** By `NAME` and `NAME.NAMESPACE`; the first of a name. */
const servicesByShortName = perMesh((mesh) => {
  const byName = new Map<string, Service>();
  for (const service of mesh.services) {
    for (const name of [service.name, `${service.name}.${service.namespace}`]) {
      if (!byName.has(name)) byName.set(name, service);
    }
  }
  return byName;
});

/** `"reviews" (reviews.shop.svc.cluster.local)`, or the host alone where it is its full name. */
export function quoteHost(mesh: Mesh, resource: Resource, host: string): string {
  const full = fullHost(mesh, resource, host);
  return host === full ? `"${host}"` : `"${host}" (${full})`;
}
