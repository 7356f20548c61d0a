import { at } from '../../findings/place.ts';
import type { Mesh } from '../../model/mesh.ts';
import { routeOrigin } from '../../model/virtual-service.ts';
import type { Metadata, Route } from '../../xds/types.ts';
import type { Source } from './journey.ts';

/** `/apis/GROUP/VERSION/namespaces/NAMESPACE/KIND/NAME`, as istiod writes the resource that something comes from. */
const CONFIG = /\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/;

/** Namespace and name of the resource that a part of the configuration comes from. */
export function namedIn(metadata: Metadata | undefined): { namespace: string; name: string } | undefined {
  const config = metadata?.filterMetadata.istio?.config;
  const [, namespace, , name] = CONFIG.exec(typeof config === 'string' ? config : '') ?? [];
  return namespace && name ? { namespace, name } : undefined;
}

/** The HTTP route or the rule that an emitted route comes from. */
export function routeSource(mesh: Mesh, { metadata }: Route): Source | undefined {
  const named = namedIn(metadata);
  const index = metadata?.filterMetadata.lab?.http;
  const origin = named && typeof index === 'number' ? routeOrigin(mesh, named, index) : undefined;
  return origin && sourceAt(origin.resource, origin.path);
}

/** A resource, a field of it, and where that is written; an object of a cluster is in no file. */
export function sourceAt(...[subject, path]: Parameters<typeof at>): Source {
  const { resource = '', field, location } = at(subject, path);
  return { resource, ...(field && { field }), ...(location?.file && { location }) };
}
