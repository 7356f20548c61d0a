import { tcpProxyOf } from '../xds/typed-config.ts';
import type {
  FilterChain,
  HttpConnectionManager,
  Listener,
  ProxyConfig,
  RouteConfiguration,
} from '../xds/types.ts';
import { acceptConnection } from './accept-connection.ts';
import type { Answer, Outcome, Trail } from './answer.ts';
import { authorizeConnection, authorizeRequest } from './authorize.ts';
import { clusterAnswer } from './cluster-answer.ts';
import type { Connection } from './connection.ts';
import type { RequestHeaders } from './header-match.ts';
import { jwtAnswer } from './jwt-answer.ts';
import { normalizePath } from './normalize-path.ts';
import type { ProbeRequest } from './probe.ts';
import type { RbacInput } from './rbac-match.ts';
import { sumWeights } from './sum-weights.ts';
import { tracingAnswer } from './tracing-answer.ts';
import { walkRoutes } from './walk-routes.ts';

/** Follows a connection from the listener that takes it to the cluster, as Envoy would. */
export function walkListener(
  config: ProxyConfig,
  listener: Listener,
  connection: Connection,
  request: ProbeRequest,
  address: string,
): Answer {
  const { chain, tls, http, error } = acceptConnection(listener, connection);
  const info: Trail = { address, listener: listener.name, ...(chain && { filterChain: chain.name ?? '' }) };
  const common = tls && connection.tls !== 'none' ? { downstreamTls: tls } : {};
  if (error || !chain) return { ...common, outcome: { error: error ?? 'no-filter-chain' }, info };
  const rest = http
    ? walkHttp(config, http, connection, request, info)
    : walkTcp(config, chain, connection, request, info);
  return { ...common, ...rest };
}

function walkHttp(
  config: ProxyConfig,
  manager: HttpConnectionManager,
  connection: Connection,
  request: ProbeRequest,
  info: Trail,
): Answer {
  const headers = requestHeaders(connection, request);
  const input = rbacInput(connection, request, headers);
  const { rbac, jwt, denied, metadata } = authorizeRequest(manager.httpFilters, input, request.jwt);
  const common = {
    ...(rbac.length > 0 && { rbac }),
    ...(jwt && { jwt: jwtAnswer(jwt) }),
    ...tracingAnswer(manager),
  };
  if (denied) return { ...common, outcome: { denied }, info };
  const table = routeTable(config, manager);
  const isTls = connection.tls !== 'none';
  const routed = walkRoutes(table, request.host ?? '', { headers, metadata }, isTls);
  const answer = { ...common, ...routed, info: { ...info, routeConfig: table.name, ...routed.info } };
  return { ...answer, ...clusterAnswers(config, [...clustersOf(routed.outcome), ...routed.mirrors]) };
}

function walkTcp(
  config: ProxyConfig,
  chain: FilterChain,
  connection: Connection,
  request: ProbeRequest,
  info: Trail,
): Answer {
  const { rbac, denied } = authorizeConnection(chain.filters, rbacInput(connection, request, new Map()));
  const common = { ...(rbac.length > 0 && { rbac }) };
  if (denied) return { ...common, outcome: { denied }, info };
  const proxy = tcpProxyOf(chain);
  const outcome: Outcome = proxy?.weightedClusters
    ? { weighted: sumWeights(proxy.weightedClusters.clusters) }
    : { cluster: String(proxy?.cluster) };
  return { ...common, outcome, info, ...clusterAnswers(config, clustersOf(outcome)) };
}

function clustersOf({ cluster, weighted }: Outcome): string[] {
  return cluster === undefined ? Object.keys(weighted ?? {}) : [cluster];
}

function clusterAnswers(config: ProxyConfig, names: readonly string[]): Pick<Answer, 'clusters'> {
  if (names.length === 0) return {};
  return { clusters: Object.fromEntries(names.map((name) => [name, clusterAnswer(config, name)])) };
}

function routeTable(
  { routes }: ProxyConfig,
  { routeConfig, rds }: HttpConnectionManager,
): RouteConfiguration {
  const name = rds?.routeConfigName ?? '';
  return routeConfig ?? routes.find((table) => table.name === name) ?? { name, virtualHosts: [] };
}

function requestHeaders(connection: Connection, request: ProbeRequest): RequestHeaders {
  const own = Object.entries(request.headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return new Map([
    ...own,
    [':method', request.method ?? 'GET'],
    [':authority', request.host ?? ''],
    [':path', normalizePath(request.path ?? '/')],
    [':scheme', connection.tls === 'none' ? 'http' : 'https'],
  ]);
}

function rbacInput(connection: Connection, request: ProbeRequest, headers: RequestHeaders): RbacInput {
  const { destinationAddress, destinationPort, serverName = '', identity, sourceAddress } = connection;
  return {
    destinationAddress,
    destinationPort,
    serverName,
    ...(identity && { identity }),
    sourceAddress,
    remoteAddress: request.remoteIp ?? sourceAddress,
    headers,
    metadata: {},
  };
}
