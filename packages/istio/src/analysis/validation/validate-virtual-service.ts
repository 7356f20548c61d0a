import { message } from '../../findings/message.ts';
import { isIpAddress } from '../../model/cidr-range.ts';
import { isSubsetOf } from '../../model/hostname.ts';
import type { VirtualServiceSpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { checkDestination, checkWeights } from './check-destination.ts';
import { checkExportTo } from './check-export-to.ts';
import { checkGatewayNames } from './check-gateway-names.ts';
import { checkHttpRoute } from './check-http-route.ts';
import { checkLabels } from './check-labels.ts';
import { portProblem, subnetProblem, wildcardDomainProblem } from './formats.ts';
import type { Problem, Report, Validator } from './report.ts';

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
    report(['spec'], message('IST0106.noRoutes'));
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
  if (gateways.length > 0)
    report(['spec', 'gateways'], message('IST0106.delegateHas', { field: 'gateways' }));
  if (tls.length > 0) report(['spec', 'tls'], message('IST0106.delegateHas', { field: 'tls' }));
  if (tcp.length > 0) report(['spec', 'tcp'], message('IST0106.delegateHas', { field: 'tcp' }));
}

function checkHosts(hosts: readonly string[], gateways: readonly string[], report: Report): void {
  for (const [index, host] of hosts.entries()) {
    const path = ['spec', 'hosts', index];
    if (!isIpAddress(host)) report(path, wildcardDomainProblem(host));
    if (host === '*' && !isForGateway(gateways)) {
      report(path, message('IST0106.hostOnMesh'));
    }
    const twin = hosts.slice(0, index).find((other) => isSubsetOf(host, other) || isSubsetOf(other, host));
    if (twin !== undefined) report(path, message('IST0106.hostRepeated', { host, earlier: twin }));
  }
}

function checkTlsRoute(route: TlsRoute, hosts: readonly string[], path: FieldPath, report: Report): void {
  if (!route.match?.length) report(path, message('IST0106.tlsMatchMissing'));
  for (const [index, match] of (route.match ?? []).entries()) {
    const at = [...path, 'match', index];
    if (!match.sniHosts?.length) report(at, message('IST0106.sniHostsMissing'));
    for (const [position, sniHost] of (match.sniHosts ?? []).entries()) {
      const problem = wildcardDomainProblem(sniHost) ?? uncoveredSni(sniHost, hosts);
      report([...at, 'sniHosts', position], isIpAddress(sniHost) ? undefined : problem);
    }
    checkL4Match(match, at, report);
  }
  checkL4Destinations(route, path, report);
}

function uncoveredSni(sniHost: string, hosts: readonly string[]): Problem {
  if (hosts.some((host) => isSubsetOf(sniHost, host))) return undefined;
  return message('IST0106.sniHost', { host: sniHost, hosts });
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
  if (match.port) report([...path, 'port'], portProblem(match.port));
  for (const [index, subnet] of (match.destinationSubnets ?? []).entries()) {
    report([...path, 'destinationSubnets', index], subnetProblem(subnet));
  }
  checkGatewayNames(match.gateways ?? [], [...path, 'gateways'], report);
  checkLabels(match.sourceLabels, [...path, 'sourceLabels'], report);
}

function checkL4Destinations({ route = [] }: Pick<TcpRoute, 'route'>, path: FieldPath, report: Report): void {
  if (route.length === 0) report(path, message('IST0106.destinationMissing'));
  for (const [index, { destination }] of route.entries()) {
    checkDestination(destination, [...path, 'route', index, 'destination'], report);
  }
  checkWeights(route, [...path, 'route'], report);
}
