import { overlaps } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod, Service, ServicePort } from '../../model/registry.ts';
import { serviceInScope, virtualServicesNaming } from '../../model/scope-index.ts';
import type { SidecarScope } from '../../model/sidecar-scope.ts';
import type { CidrRange } from '../../model/values.ts';
import { MESH_GATEWAY } from '../../model/virtual-service.ts';
import type { RouteContext } from '../routes/route-context.ts';
import type { FilterChain, FilterChainMatch } from '../types.ts';
import { l4MatchApplies, l4RouteFilter, serviceTcpFilter } from './l4-route.ts';

/**
 * The chains of an outbound port that is not, or not certainly, HTTP: by `tls` routes where the port carries TLS,
 * by `tcp` routes elsewhere, and straight to the service where no VirtualService says otherwise
 * (istio tls.go, `buildSidecarOutboundTLSFilterChainOpts`, `buildSidecarOutboundTCPFilterChainOpts`).
 */
export function outboundTcpChains(
  mesh: Mesh,
  pod: Pod,
  scope: SidecarScope,
  service: Service,
  port: ServicePort,
): FilterChain[] {
  const context: RouteContext = {
    mesh,
    pod,
    gateway: MESH_GATEWAY,
    port: port.port,
    isTls: false,
    lookUp: (host) => serviceInScope(scope, host),
    lookUpPolicy: (host) => serviceInScope(scope, host),
  };
  const routed = virtualServicesNaming(scope, [service.hostname]).filter(({ hosts }) =>
    hosts.some((host) => overlaps(host, service.hostname)),
  );
  const carriesTls = port.protocol === 'tls' || port.protocol === 'https';
  const direct = { filters: [serviceTcpFilter(mesh, pod, service, port.port)] };
  if (carriesTls) {
    const chains = tlsChains(routed, context);
    return chains.length > 0
      ? chains
      : [withMatch({ ...serverNameMatch(service), ...rangeOf(service) }, direct)];
  }
  const chains = tcpChains(routed, context);
  return chains.some(({ filterChainMatch }) => !filterChainMatch)
    ? chains
    : [...chains, withMatch(rangeOf(service), direct)];
}

type VirtualServices = SidecarScope['virtualServices'];

function tlsChains(virtualServices: VirtualServices, context: RouteContext): FilterChain[] {
  const seen = new Set<string>();
  return virtualServices.flatMap((virtualService) =>
    virtualService.tls.flatMap(({ match, route }) =>
      match.flatMap((entry) => {
        const key = JSON.stringify([entry.sniHosts, entry.destinationSubnets]);
        if (route.length === 0 || !l4MatchApplies(entry, context) || seen.has(key)) return [];
        seen.add(key);
        const filters = [l4RouteFilter(virtualService, route, context)];
        const names = entry.sniHosts.includes('*') ? [] : entry.sniHosts;
        return withMatch({ ...serverNames(names), ...subnets(entry.destinationSubnets) }, { filters });
      }),
    ),
  );
}

/** The first route that takes any address ends the list, as nothing after it is reached. */
function tcpChains(virtualServices: VirtualServices, context: RouteContext): FilterChain[] {
  const chains: FilterChain[] = [];
  for (const virtualService of virtualServices) {
    for (const { match, route } of virtualService.tcp) {
      if (route.length === 0) continue;
      const applying = match.filter((entry) => l4MatchApplies(entry, context));
      if (applying.length === 0 && match.length > 0) continue;
      const filters = [l4RouteFilter(virtualService, route, context)];
      const anywhere =
        applying.length === 0 || applying.some(({ destinationSubnets }) => destinationSubnets.length === 0);
      if (anywhere) return [...chains, { filters }];
      chains.push(
        withMatch(subnets(applying.flatMap(({ destinationSubnets }) => destinationSubnets)), { filters }),
      );
    }
  }
  return chains;
}

/** Services without an address of their own share a listener, where only the server name tells them apart. */
function serverNameMatch({ clusterIP, addressRange, hostname }: Service): FilterChainMatch {
  return clusterIP === '0.0.0.0' || addressRange ? serverNames([hostname]) : {};
}

/** A service at a range of addresses shares the listener of all addresses. */
function rangeOf({ addressRange }: Service): FilterChainMatch {
  return addressRange ? subnets([addressRange]) : {};
}

function serverNames(names: readonly string[]): FilterChainMatch {
  return names.length > 0 ? { serverNames: [...names].sort() } : {};
}

function subnets(prefixRanges: readonly CidrRange[]): FilterChainMatch {
  return prefixRanges.length > 0 ? { prefixRanges } : {};
}

function withMatch(filterChainMatch: FilterChainMatch, chain: FilterChain): FilterChain {
  return Object.keys(filterChainMatch).length > 0 ? { filterChainMatch, ...chain } : chain;
}
