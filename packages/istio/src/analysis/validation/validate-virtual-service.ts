import { isSubsetOf } from '../../model/hostname.ts';
import type { VirtualServiceSpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { checkDestination, checkWeights } from './check-destination.ts';
import { checkExportTo } from './check-export-to.ts';
import { checkGatewayNames } from './check-gateway-names.ts';
import { checkHttpRoute } from './check-http-route.ts';
import { checkLabels } from './check-labels.ts';
import { isIpAddress, portProblem, subnetProblem, wildcardDomainProblem } from './formats.ts';
import type { Report, Validator } from './report.ts';

type TcpRoute = NonNullable<VirtualServiceSpec['tcp']>[number];
type TlsRoute = NonNullable<VirtualServiceSpec['tls']>[number];
type L4Match = NonNullable<TcpRoute['match']>[number];

/** What Istio refuses in a VirtualService (istio pkg/config/validation, `ValidateVirtualService`). */
export const validateVirtualService: Validator<VirtualServiceSpec> = ({ spec, metadata }, report) => {
  const { hosts = [], gateways = [], http = [], tcp = [], tls = [] } = spec;
  const isDelegate = hosts.length === 0;
  if (isDelegate) checkDelegate(spec, report);
  checkGatewayNames(gateways, ['spec', 'gateways'], report);
  checkHosts(hosts, gateways, report);
  if (http.length + tcp.length + tls.length === 0) {
    report.error(['spec'], 'a VirtualService needs at least one of http, tcp and tls');
  }
  for (const [index, route] of http.entries()) {
    const path = ['spec', 'http', index];
    checkHttpRoute(route, { path, isDelegate, isForGateway: isForGateway(gateways) }, report);
  }
  for (const [index, route] of tls.entries()) checkTlsRoute(route, hosts, ['spec', 'tls', index], report);
  for (const [index, route] of tcp.entries()) checkTcpRoute(route, ['spec', 'tcp', index], report);
  checkExportTo(spec.exportTo, metadata.namespace ?? '', report);
};

/** Istio counts a VirtualService as one for gateways when any of its gateways is not `mesh`. */
function isForGateway(gateways: readonly string[]): boolean {
  return gateways.some((gateway) => gateway !== 'mesh');
}

/** Without hosts a VirtualService is one that others delegate to, which may have HTTP routes only. */
function checkDelegate({ gateways = [], tls = [], tcp = [] }: VirtualServiceSpec, report: Report): void {
  const hint = 'without hosts this VirtualService is a delegate, which';
  if (gateways.length > 0) report.error(['spec', 'gateways'], `${hint} must not name gateways`);
  if (tls.length > 0) report.error(['spec', 'tls'], `${hint} must not have tls routes`);
  if (tcp.length > 0) report.error(['spec', 'tcp'], `${hint} must not have tcp routes`);
}

function checkHosts(hosts: readonly string[], gateways: readonly string[], report: Report): void {
  for (const [index, host] of hosts.entries()) {
    const path = ['spec', 'hosts', index];
    if (!isIpAddress(host)) report.error(path, wildcardDomainProblem(host));
    if (host === '*' && !isForGateway(gateways)) {
      report.error(
        path,
        'host "*" is not allowed on the mesh gateway: name the services, or bind it to a gateway',
      );
    }
    const twin = hosts.slice(0, index).find((other) => isSubsetOf(host, other) || isSubsetOf(other, host));
    if (twin !== undefined) report.error(path, `host "${host}" repeats "${twin}" of the same VirtualService`);
  }
}

function checkTlsRoute(route: TlsRoute, hosts: readonly string[], path: FieldPath, report: Report): void {
  if (!route.match?.length) report.error(path, 'a tls route needs at least one match');
  for (const [index, match] of (route.match ?? []).entries()) {
    const at = [...path, 'match', index];
    if (!match.sniHosts?.length) report.error(at, 'a tls match needs at least one entry in sniHosts');
    for (const [position, sniHost] of (match.sniHosts ?? []).entries()) {
      const problem = wildcardDomainProblem(sniHost) ?? uncoveredSni(sniHost, hosts);
      report.error([...at, 'sniHosts', position], isIpAddress(sniHost) ? undefined : problem);
    }
    checkL4Match(match, at, report);
  }
  checkL4Destinations(route, path, report);
}

function uncoveredSni(sniHost: string, hosts: readonly string[]): string | undefined {
  if (hosts.some((host) => isSubsetOf(sniHost, host))) return undefined;
  return `SNI host "${sniHost}" is not covered by the VirtualService's hosts (${hosts.join(', ')})`;
}

function checkTcpRoute(route: TcpRoute, path: FieldPath, report: Report): void {
  for (const [index, match] of (route.match ?? []).entries()) {
    checkL4Match(match, [...path, 'match', index], report);
  }
  checkL4Destinations(route, path, report);
}

function checkL4Match(
  match: Pick<L4Match, 'port' | 'destinationSubnets' | 'gateways' | 'sourceLabels'>,
  path: FieldPath,
  report: Report,
): void {
  if (match.port) report.error([...path, 'port'], portProblem(match.port));
  for (const [index, subnet] of (match.destinationSubnets ?? []).entries()) {
    report.error([...path, 'destinationSubnets', index], subnetProblem(subnet));
  }
  checkGatewayNames(match.gateways ?? [], [...path, 'gateways'], report);
  checkLabels(match.sourceLabels, [...path, 'sourceLabels'], report);
}

function checkL4Destinations({ route = [] }: Pick<TcpRoute, 'route'>, path: FieldPath, report: Report): void {
  if (route.length === 0) report.error(path, 'a tcp or tls route needs at least one destination in route');
  for (const [index, { destination }] of route.entries()) {
    checkDestination(destination, [...path, 'route', index, 'destination'], report);
  }
  checkWeights(route, [...path, 'route'], report);
}
