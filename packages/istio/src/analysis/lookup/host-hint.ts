import type { Mesh } from '../../model/mesh.ts';
import type { Resource } from '../../resources/resource.ts';
import { didYouMean } from '../suggest.ts';
import { fullHost } from './full-host.ts';

/** What a host that nothing has was probably meant to be: the end of a sentence, or nothing. */
export function hostHint(mesh: Mesh, resource: Resource, host: string): string {
  const full = fullHost(mesh, resource, host);
  const hidden = mesh.services.find(({ hostname }) => hostname === full);
  if (hidden) return ` that is exported to ${resource.metadata.namespace} (it is to ${hidden.exportTo})`;
  const named = mesh.services.find(({ name, namespace }) => host === name || host === `${name}.${namespace}`);
  if (named) return `: write "${named.hostname}", a short name is one of the own namespace`;
  return didYouMean(
    host,
    mesh.services.flatMap(({ name, hostname }) => [name, hostname]),
  );
}

/** `"reviews" (reviews.shop.svc.cluster.local)`, or the host alone where it is its full name. */
export function quoteHost(mesh: Mesh, resource: Resource, host: string): string {
  const full = fullHost(mesh, resource, host);
  return host === full ? `"${host}"` : `"${host}" (${full})`;
}
