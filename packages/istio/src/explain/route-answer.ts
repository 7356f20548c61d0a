import { CORS_FILTER, FAULT_FILTER } from '../xds/names.ts';
import type { Route, TypedConfig } from '../xds/types.ts';
import { pick } from './pick.ts';

/** What a route does besides choosing a cluster, under Envoy's field names. */
export type RouteAnswer = Readonly<Record<string, unknown>>;

const ROUTE_FIELDS = [
  'requestHeadersToAdd',
  'requestHeadersToRemove',
  'responseHeadersToAdd',
  'responseHeadersToRemove',
] as const;
const ACTION_FIELDS = [
  'timeout',
  'retryPolicy',
  'prefixRewrite',
  'regexRewrite',
  'hostRewriteLiteral',
  'hashPolicy',
  'requestMirrorPolicies',
  'clusterNotFoundResponseCode',
] as const;

export function routeAnswer(route: Route): RouteAnswer {
  const perFilter = route.typedPerFilterConfig ?? {};
  const destinations = weightedDestinations(route);
  return {
    ...pick(route, ROUTE_FIELDS),
    ...pick(route.route ?? {}, ACTION_FIELDS),
    ...(perFilter[FAULT_FILTER] && { fault: withoutType(perFilter[FAULT_FILTER]) }),
    ...(perFilter[CORS_FILTER] && { cors: withoutType(perFilter[CORS_FILTER]) }),
    ...(destinations.length > 0 && { destinations }),
  };
}

/** The weighted clusters that change headers of their own. */
function weightedDestinations({ route }: Route): RouteAnswer[] {
  return (route?.weightedClusters?.clusters ?? []).flatMap((cluster) => {
    const changes = pick(cluster, [...ROUTE_FIELDS, 'hostRewriteLiteral']);
    return Object.keys(changes).length > 0 ? { cluster: cluster.name, ...changes } : [];
  });
}

function withoutType({ '@type': _, ...settings }: TypedConfig): RouteAnswer {
  return settings;
}
