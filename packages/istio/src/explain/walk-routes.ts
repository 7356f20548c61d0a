import type { Route, RouteConfiguration } from '../xds/types.ts';
import type { Answer, Outcome, Trail } from './answer.ts';
import { routeAnswer } from './route-answer.ts';
import { findRoute, type RoutedRequest } from './route-match.ts';
import { sumWeights } from './sum-weights.ts';
import { findVirtualHost } from './virtual-host-match.ts';

/** Where a route table sends a request, and to which clusters copies go. */
export interface Routed extends Pick<Answer, 'outcome' | 'route'> {
  readonly mirrors: readonly string[];
  readonly info: Partial<Trail>;
}

/** Follows a request through a route table: virtual host, then the first route that matches. */
export function walkRoutes(
  table: RouteConfiguration,
  host: string,
  request: RoutedRequest,
  isTls: boolean,
): Routed {
  const virtualHost = findVirtualHost(table, host);
  if (!virtualHost) return { outcome: { error: 'no-virtual-host' }, mirrors: [], info: {} };
  const { name, domains, routes, requireTls } = virtualHost;
  const info = { virtualHost: name, domains };
  if (requireTls === 'ALL' && !isTls) {
    const redirect = { httpsRedirect: true, responseCode: 'MOVED_PERMANENTLY' as const };
    return { outcome: { redirect }, mirrors: [], info };
  }
  const { route, index, failedMatches } = findRoute(routes, request);
  if (!route) return { outcome: { error: 'no-route' }, mirrors: [], info: { ...info, failedMatches } };
  const config = configOf(route);
  return {
    outcome: routeOutcome(route),
    route: routeAnswer(route),
    mirrors: mirrorsOf(route),
    info: { ...info, routeIndex: index, failedMatches, ...(config && { config }) },
  };
}

function routeOutcome({ redirect, directResponse, route }: Route): Outcome {
  if (redirect) return { redirect };
  if (directResponse) {
    const text = bodyText(directResponse.body);
    return { directResponse: { status: directResponse.status, ...(text && { body: text }) } };
  }
  if (route?.weightedClusters) return { weighted: sumWeights(route.weightedClusters.clusters) };
  return { cluster: route?.cluster ?? '' };
}

function bodyText(body: NonNullable<Route['directResponse']>['body']): string | undefined {
  if (!body) return undefined;
  return body.inlineString ?? decodeBase64(body.inlineBytes ?? '');
}

function decodeBase64(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
}

function mirrorsOf({ route }: Route): string[] {
  return (route?.requestMirrorPolicies ?? []).map(({ cluster }) => cluster);
}

/** The resource that a route comes from, where istiod, too, writes it. */
function configOf({ metadata }: Route): string | undefined {
  const config = metadata?.filterMetadata.istio?.config;
  return typeof config === 'string' ? config : undefined;
}
