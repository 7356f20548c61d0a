import { resolveShortName } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Resource } from '../../resources/resource.ts';

/** The full name of a host as a resource names it: a short name stands for a Service of its own namespace. */
export function fullHost(mesh: Mesh, { metadata }: Resource, host: string): string {
  return resolveShortName(host, metadata.namespace ?? 'default', mesh.config.domain);
}
