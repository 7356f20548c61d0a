import { overlaps } from '../../model/hostname.ts';
import { MESH_GATEWAY, type VirtualService, virtualServicesOf } from '../../model/virtual-service.ts';
import { findingAt } from '../finding-at.ts';
import type { Rule } from './rule.ts';

/**
 * Two VirtualServices that route calls in the mesh to the same host: a sidecar uses one and forgets the other
 * (istio virtualservice/conflictingmeshgatewayhosts.go). Those exported to other namespaces do not meet.
 */
export const conflictingMeshHosts: Rule = (mesh) => {
  const inMesh = virtualServicesOf(mesh).filter(({ gateways }) => gateways.includes(MESH_GATEWAY));
  return inMesh.flatMap((own) => {
    const index = own.hosts.findIndex((host) => rivals(inMesh, own, host).length > 0);
    if (index === -1) return [];
    const host = own.hosts[index] ?? '';
    const names = rivals(inMesh, own, host).map(({ namespace, name }) => `${namespace}/${name}`);
    const message = `host ${host} is also routed by VirtualService ${names.join(', ')}: a sidecar uses only one of them, so merge them`;
    return [findingAt(own.resource, ['spec', 'hosts', index], 'IST0109', message)];
  });
};

function rivals(all: readonly VirtualService[], own: VirtualService, host: string): VirtualService[] {
  return all.filter((other) => other !== own && other.hosts.some((name) => meet(own, host, other, name)));
}

/** Public ones meet on the same name; where one is for chosen namespaces only, a wildcard covers names as well. */
function meet(own: VirtualService, host: string, other: VirtualService, name: string): boolean {
  const [scopes, others] = [scopesOf(own), scopesOf(other)];
  if (host === name && others.some((scope) => scopes.includes(scope))) return true;
  const onePublic = scopes.includes('*') !== others.includes('*');
  return onePublic && overlaps(host, name);
}

/** The namespaces that see it; `*` is all. */
function scopesOf({ exportTo, namespace }: VirtualService): string[] {
  if (exportTo.length === 0 || exportTo.includes('*')) return ['*'];
  return exportTo.map((entry) => (entry === '.' ? namespace : entry));
}
