import type { HttpMatch, HttpRoute } from '../../model/http-route.ts';
import { hasLabels } from '../../model/label-selector.ts';
import type { VirtualService } from '../../model/virtual-service-types.ts';
import { parseClusterName } from '../clusters/cluster-name.ts';
import { formatDuration } from '../duration.ts';
import { CORS_FILTER, FAULT_FILTER } from '../names.ts';
import type { Metadata, Route, RouteAction, RouteMatch } from '../types.ts';
import { corsConfig } from './cors.ts';
import { faultConfig } from './fault.ts';
import { authorityOf, headerOperations, joinOperations } from './header-operations.ts';
import { requestMirrorPolicies } from './mirror.ts';
import { redirectAction } from './redirect.ts';
import { retryPolicy } from './retry.ts';
import { rewriteFields } from './rewrite.ts';
import { destinationCluster, destinationFields, type RouteContext } from './route-context.ts';
import { isCatchAll, routeMatch } from './route-match.ts';

/**
 * Envoy's routes for one VirtualService as one proxy sees it: a route for each match whose gateways, source labels
 * and port fit, in order. What follows a route that takes everything is left out, as it is never reached.
 */
export function httpRoutes(virtualService: VirtualService, context: RouteContext): Route[] {
  const routes: Route[] = [];
  for (const [index, route] of virtualService.http.entries()) {
    const matches = route.match.length > 0 ? route.match : [undefined];
    for (const match of matches.filter((entry) => appliesTo(entry, context))) {
      const translated = httpRoute(virtualService, index, match, context);
      routes.push(translated);
      if (match && isCatchAll(translated.match)) return routes;
    }
    if (route.match.length === 0) return routes;
  }
  return routes;
}

/** The part of a match that is decided by who asks; naming gateways makes the source labels irrelevant. */
function appliesTo(match: HttpMatch | undefined, { pod, gateway, port }: RouteContext): boolean {
  if (!match) return true;
  if (match.port && match.port !== port) return false;
  if (match.gateways.length > 0) return match.gateways.includes(gateway);
  return (
    hasLabels(pod.labels, match.sourceLabels) &&
    (!match.sourceNamespace || match.sourceNamespace === pod.namespace)
  );
}

function httpRoute(
  virtualService: VirtualService,
  index: number,
  match: HttpMatch | undefined,
  context: RouteContext,
): Route {
  const { namespace, name, http } = virtualService;
  const route = http[index] as HttpRoute;
  const matched = routeMatch(match, virtualService.semantics);
  const translated: Route = {
    name: routeName(route, match) ? routeName(route, match) : undefined,
    match: matched,
    metadata: configMetadata(namespace, name, index),
    statPrefix: match?.statPrefix ? match.statPrefix : undefined,
    ...routeHeaders(route),
    ...routeOutcome(route, matched, virtualService.semantics, context),
    ...perFilterConfig(route),
  };
  return { ...translated, decorator: { operation: operationOf(translated, name, context.port) } };
}

function routeName({ name = '' }: HttpRoute, match: HttpMatch | undefined): string {
  return match?.name ? `${name}.${match.name}` : name;
}

/** Says which resource a route comes from, in the place where istiod says it, and which of its HTTP routes it is. */
function configMetadata(namespace: string, name: string, http: number): Metadata {
  const config = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtual-service/${name}`;
  return { filterMetadata: { istio: { config }, lab: { http } } };
}

/** With one destination its header operations stand at the route, after the route's own. */
function routeHeaders(route: HttpRoute) {
  const [only, ...others] = route.route;
  const forwards = !route.redirect && !route.directResponse;
  const destination = forwards && others.length === 0 ? only?.headers : undefined;
  return joinOperations(headerOperations(route.headers), destination ? headerOperations(destination) : {});
}

function routeOutcome(
  route: HttpRoute,
  match: RouteMatch,
  semantics: VirtualService['semantics'],
  context: RouteContext,
): Partial<Route> {
  if (route.redirect) {
    const redirect = redirectAction(route.redirect, context.port, context.isTls);
    return redirect ? { redirect } : {};
  }
  if (route.directResponse) return { directResponse: directResponse(route.directResponse) };
  const isGatewayApi = semantics === 'gateway-api';
  return {
    route: {
      ...routeAction(route, context),
      ...rewriteFields(route.rewrite, isGatewayApi ? match : undefined),
      clusterNotFoundResponseCode: isGatewayApi ? 'INTERNAL_SERVER_ERROR' : undefined,
    },
  };
}

function directResponse({ status, body }: NonNullable<HttpRoute['directResponse']>) {
  if (!body) return { status };
  return { status, body: 'string' in body ? { inlineString: body.string } : { inlineBytes: body.bytes } };
}

function routeAction(route: HttpRoute, context: RouteContext): RouteAction {
  // Istio's default is no timeout, Envoy's would be 15 s.
  const timeout = formatDuration(route.timeout ?? 0);
  const destinations = destinationFields(route, context);
  const hashed = route.route.length === 1 && destinations.hashPolicy !== undefined;
  const retries = retryPolicy(route.retries ?? context.mesh.config.defaultHttpRetryPolicy, hashed);
  const mirrors = requestMirrorPolicies(route.mirrors, (destination) =>
    destinationCluster(destination, context),
  );
  const authority = route.rewrite?.authority || authorityOf(route.headers) || singleAuthority(route);
  return {
    ...destinations,
    timeout,
    maxGrpcTimeout: timeout,
    hostRewriteLiteral: authority ? authority : undefined,
    requestMirrorPolicies: mirrors.length > 0 ? mirrors : undefined,
    retryPolicy: retries ? retries : undefined,
  };
}

function singleAuthority({ route }: HttpRoute): string | undefined {
  const [only, ...others] = route;
  return only && others.length === 0 ? authorityOf(only.headers) : undefined;
}

function perFilterConfig({ fault, corsPolicy }: HttpRoute): Partial<Route> {
  const config = {
    ...(fault && { [FAULT_FILTER]: faultConfig(fault) }),
    ...(corsPolicy && { [CORS_FILTER]: corsConfig(corsPolicy) }),
  };
  return Object.keys(config).length > 0 ? { typedPerFilterConfig: config } : {};
}

/** The name of the client's span: `HOST:PORT/PATH*`, or the VirtualService's name where hosts differ. */
function operationOf({ match, route }: Route, virtualService: string, port: number): string {
  const path = match.path ?? match.safeRegex?.regex ?? `${match.prefix ?? '/'}*`;
  const cluster = parseClusterName(route?.cluster ?? '');
  return cluster ? `${cluster.hostname}:${cluster.port}${path}` : `${virtualService}:${port}${path}`;
}
