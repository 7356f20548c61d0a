import { overlaps } from '../../model/hostname.ts';
import { MESH_GATEWAY, virtualServicesOf } from '../../model/virtual-service.ts';
import type { GatewaySpec } from '../../resources/istio-types.ts';
import { findingAt } from '../finding-at.ts';
import type { Rule } from './rule.ts';

/**
 * A VirtualService none of whose hosts the Gateway it is bound to lets in: it takes no effect there
 * (istio virtualservice/gateways.go). A Gateway that is not there is another finding.
 */
export const hostNotInGateway: Rule = (mesh) =>
  virtualServicesOf(mesh).flatMap(({ gateways, hosts, namespace, resource }) =>
    [...gateways.entries()].flatMap(([index, name]) => {
      const gateway = mesh.gateways.find(({ metadata }) => name === `${metadata.namespace}/${metadata.name}`);
      if (name === MESH_GATEWAY || !gateway) return [];
      const allowed = hostsFor(gateway.spec, gateway.metadata.namespace ?? 'default', namespace);
      if (hosts.some((host) => allowed.some((other) => overlaps(host, other)))) return [];
      const servers = allowed.length > 0 ? allowed.join(', ') : `no host to namespace ${namespace}`;
      const message = `gateway ${name} serves ${servers}, which is none of this VirtualService's hosts (${hosts.join(', ')})`;
      return [findingAt(resource, ['spec', 'gateways', index], 'IST0132', message)];
    }),
  );

/** The hosts that a Gateway of namespace `own` lets VirtualServices of `client` bind to. */
function hostsFor({ servers = [] }: GatewaySpec, own: string, client: string): string[] {
  const allowed = servers
    .flatMap(({ hosts }) => hosts)
    .flatMap((entry) => {
      const [scope, host] = entry.includes('/') ? entry.split('/', 2) : ['*', entry];
      const namespace = scope === '.' ? own : scope;
      return host !== undefined && (namespace === '*' || namespace === client) ? [host] : [];
    });
  return [...new Set(allowed)];
}
