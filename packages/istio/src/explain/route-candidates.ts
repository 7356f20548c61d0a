import type { Mesh } from '../model/mesh.ts';
import { httpConnectionManagerOf } from '../xds/typed-config.ts';
import type { HeaderMatcher, Route, RouteMatch, VirtualHost } from '../xds/types.ts';
import { explainRequest, podOf } from './explain-request.ts';
import { conditionText } from './failed-match.ts';
import type { Source } from './journey/journey.ts';
import { routeSource } from './journey/sources.ts';
import { normalizePath } from './normalize-path.ts';
import type { ProbeRequest } from './probe.ts';
import { proxyConfig } from './proxy-config.ts';
import { failedMatch } from './route-match.ts';

/** A route of a virtual host, and what is known of it for a request of which only the line in an access log is known. */
export interface RouteCandidate {
  readonly name?: string;
  readonly source?: Source;
  /** The first condition on host, path or method that the request does not meet. */
  readonly failed?: string;
  /** Conditions on what no access log has: headers, the query, claims of a token. `x-canary to be "true"`. */
  readonly unseen: readonly string[];
  /** Clusters that it sends to. */
  readonly clusters: readonly string[];
  /** Those of them that the proxy does not have. */
  readonly missing: readonly string[];
}

/** What a proxy has for a host. */
export interface HostRoutes {
  /** Absent where no virtual host is for it. */
  readonly virtualHost?: string;
  readonly routes: readonly RouteCandidate[];
}

/**
 * The routes among which a proxy chooses for a request, in their order; undefined where the request does not get as far as a
 * route table.
 *
 * @param from `NAMESPACE/WORKLOAD`
 * @throws RangeError for a workload that the mesh does not have
 */
export function routeCandidates(mesh: Mesh, from: string, request: ProbeRequest): HostRoutes | undefined {
  const config = proxyConfig(mesh, podOf(mesh, from));
  const { info } = explainRequest(mesh, { from, request });
  if (info.routeConfig === undefined) return undefined;
  const inline = config.listeners
    .flatMap(({ filterChains }) => filterChains)
    .flatMap((chain) => httpConnectionManagerOf(chain)?.routeConfig ?? []);
  const table = [...config.routes, ...inline].find(({ name }) => name === info.routeConfig);
  const host = table?.virtualHosts.find(({ name }) => name === info.virtualHost);
  if (!host) return { routes: [] };
  const known = new Set(config.clusters.map(({ name }) => name));
  return {
    virtualHost: host.name,
    routes: host.routes.map((route) => candidate(mesh, route, request, known)),
  };
}

function candidate(
  mesh: Mesh,
  route: VirtualHost['routes'][number],
  request: ProbeRequest,
  known: ReadonlySet<string>,
): RouteCandidate {
  const { match, name } = route;
  const headers = new Map([
    [':method', request.method ?? 'GET'],
    [':authority', request.host ?? ''],
    [':path', normalizePath(request.path ?? '/')],
    [':scheme', 'http'],
  ]);
  const failed = failedMatch(seen(match), { headers, metadata: {} });
  const source = routeSource(mesh, route);
  const clusters = clustersOf(route);
  return {
    ...(name && { name }),
    ...(source && { source }),
    ...(failed !== undefined && { failed }),
    unseen: unseenConditions(match),
    clusters,
    missing: clusters.filter((cluster) => !known.has(cluster)),
  };
}

/** Headers that stand in the line of an access log. */
function isSeen({ name }: HeaderMatcher): boolean {
  return name.startsWith(':') && name !== ':scheme';
}

function seen({ headers = [], queryParameters: _, dynamicMetadata: __, ...rest }: RouteMatch): RouteMatch {
  return { ...rest, headers: headers.filter(isSeen) };
}

function unseenConditions({
  headers = [],
  queryParameters = [],
  dynamicMetadata = [],
}: RouteMatch): string[] {
  return [
    ...headers.filter((matcher) => !isSeen(matcher)).map(conditionText),
    ...queryParameters.map(({ name }) => `a query parameter ${name} that it takes`),
    ...dynamicMetadata.map(
      ({ path }) => `another claim ${path.map(({ key }) => key).join('.')} in the token`,
    ),
  ];
}

function clustersOf({ route }: Route): string[] {
  if (route?.weightedClusters) return route.weightedClusters.clusters.map(({ name }) => name);
  return route?.cluster === undefined ? [] : [route.cluster];
}
