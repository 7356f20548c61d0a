import { finding } from '../../findings/finding.ts';
import { LISTED } from '../../findings/list-names.ts';
import { at } from '../../findings/place.ts';
import { type HostIndex, hostIndex } from '../../model/host-index.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import { MESH_GATEWAY, virtualServicesOf } from '../../model/virtual-service.ts';
import type { GatewaySpec } from '../../resources/istio-types.ts';
import type { Resource } from '../../resources/resource.ts';
import { gatewaysByName } from '../lookup/gateways-by-name.ts';
import type { Rule } from './rule.ts';

/**
 * A VirtualService none of whose hosts the Gateway it is bound to lets in: it takes no effect there
 * (istio virtualservice/gateways.go). A Gateway that is not there is another finding.
 */
export const hostNotInGateway: Rule = (mesh) =>
  virtualServicesOf(mesh).flatMap(({ gateways, hosts, namespace, resource }) =>
    [...gateways.entries()].flatMap(([index, name]) => {
      const gateway = gatewaysByName(mesh).get(name);
      if (name === MESH_GATEWAY || !gateway) return [];
      const scopes = hostsByScope(mesh, gateway);
      const allowed = ['*', namespace].flatMap((scope) => scopes.get(scope) ?? []);
      const overlaps = (host: string) =>
        allowed.some((index) => index.covering(host, 1).length + index.within(host, 1).length > 0);
      if (hosts.some(overlaps)) return [];
      const listed = allowed.flatMap((index) => index.within('*', LISTED + 1));
      const served = [...new Set(listed.sort((a, b) => a.place - b.place).map(({ host }) => host))];
      const place = at(resource, ['spec', 'gateways', index]);
      return served.length > 0
        ? [finding('IST0132.others', { gateway: name, served, hosts }, place)]
        : [finding('IST0132.none', { gateway: name, namespace }, place)];
    }),
  );

interface AllowedHost {
  readonly host: string;
  /** Among all hosts of the Gateway. */
  readonly place: number;
}

type HostsByScope = ReadonlyMap<string, HostIndex<AllowedHost>>;

/** The hosts that a Gateway lets VirtualServices bind to, by the namespace of these; `*` is all. */
function hostsByScope(mesh: Mesh, gateway: Resource<GatewaySpec>): HostsByScope {
  const known = knownScopes(mesh);
  const scopes = known.get(gateway) ?? readScopes(gateway);
  known.set(gateway, scopes);
  return scopes;
}

const knownScopes = perMesh(() => new Map<Resource, HostsByScope>());

function readScopes({ spec, metadata }: Resource<GatewaySpec>): HostsByScope {
  const entries = (spec.servers ?? [])
    .flatMap(({ hosts }) => hosts)
    .map((entry, place) => {
      const [scope = '', host = ''] = entry.includes('/') ? entry.split('/', 2) : ['*', entry];
      return { scope: scope === '.' ? (metadata.namespace ?? 'default') : scope, host, place };
    });
  return new Map(
    [...Map.groupBy(entries, ({ scope }) => scope)].map(([scope, own]) => [
      scope,
      hostIndex(own.map((entry): [string, AllowedHost] => [entry.host, entry])),
    ]),
  );
}
