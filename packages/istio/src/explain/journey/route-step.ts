import { parseDuration } from '../../model/duration.ts';
import type { Mesh } from '../../model/mesh.ts';
import { FAULT_FILTER } from '../../xds/names.ts';
import { typedConfigOf } from '../../xds/typed-config.ts';
import type { FractionalPercent, RedirectAction, Route, VirtualHost } from '../../xds/types.ts';
import { requestChanges, responseChanges } from './header-changes.ts';
import type { PassedRoute, RouteStep } from './journey.ts';
import { routeSource } from './sources.ts';

/**
 * What the route that takes a request does with it, and why those before it did not take it.
 *
 * @param index of the route in the virtual host; undefined where none takes the request
 */
export function routeStep(
  mesh: Mesh,
  host: VirtualHost,
  index: number | undefined,
  failedMatches: readonly string[],
): RouteStep {
  const passedOver = failedMatches.map((because, place) => passedRoute(mesh, host.routes[place], because));
  const route = index === undefined ? undefined : host.routes[index];
  if (!route) {
    const none = requestChanges({});
    return { virtualHost: host.name, mirrors: [], request: none, response: none, passedOver };
  }
  const source = routeSource(mesh, route);
  const { timeout, hostRewriteLiteral } = route.route ?? {};
  const timeoutMs = timeout ? milliseconds(timeout) : 0;
  const path = rewrittenPath(route);
  const redirect = route.redirect && redirectText(route.redirect);
  const mirrors = (route.route?.requestMirrorPolicies ?? []).map(({ cluster = '', runtimeFraction }) => ({
    cluster,
    share: shareOf(runtimeFraction?.defaultValue),
  }));
  return {
    ...(route.name && { name: route.name }),
    ...(source && { source }),
    virtualHost: host.name,
    ...(timeoutMs > 0 && { timeoutMs }),
    ...retriesOf(route),
    ...faultOf(route),
    ...hashOf(route),
    mirrors,
    request: requestChanges(route),
    response: responseChanges(route),
    ...((hostRewriteLiteral ?? path) !== undefined && {
      rewrite: { ...(hostRewriteLiteral && { host: hostRewriteLiteral }), ...(path && { path }) },
    }),
    ...(redirect && { redirect }),
    passedOver,
  };
}

function passedRoute(mesh: Mesh, route: Route | undefined, because: string): PassedRoute {
  const source = route && routeSource(mesh, route);
  return { ...(route?.name && { name: route.name }), ...(source && { source }), because };
}

function retriesOf({ route }: Route): Pick<RouteStep, 'retries'> {
  const { retryPolicy } = route ?? {};
  if (!retryPolicy?.numRetries) return {};
  const { numRetries, retryOn = '', perTryTimeout } = retryPolicy;
  const on = retryOn.split(',').filter(Boolean);
  return {
    retries: {
      attempts: numRetries,
      on,
      ...(perTryTimeout && { perTryTimeoutMs: milliseconds(perTryTimeout) }),
    },
  };
}

function hashOf({ route }: Route): Pick<RouteStep, 'hashOn'> {
  const hashOn = (route?.hashPolicy ?? []).map((policy) => {
    const { header, cookie, queryParameter } = policy;
    if (header) return `header ${header.headerName}`;
    if (cookie) return `cookie ${cookie.name}`;
    return queryParameter ? `query parameter ${queryParameter.name}` : 'source address';
  });
  return hashOn.length > 0 ? { hashOn } : {};
}

/** The faults that the route's own settings of the filter inject. */
export function faultOf(route: Route): Pick<RouteStep, 'delay' | 'abort'> {
  const fault = typedConfigOf(
    { typedConfig: route.typedPerFilterConfig?.[FAULT_FILTER] },
    'envoy.extensions.filters.http.fault.v3.HTTPFault',
  );
  const { delay, abort } = fault ?? {};
  return {
    ...(delay && {
      delay: { milliseconds: milliseconds(delay.fixedDelay ?? '0s'), share: faultShare(delay.percentage) },
    }),
    ...(abort && {
      abort: {
        ...(abort.httpStatus !== undefined && { status: abort.httpStatus }),
        share: faultShare(abort.percentage),
      },
    }),
  };
}

/** A fault without a percentage is for no request (envoy.extensions.filters.common.fault.v3.FaultDelay). */
function faultShare(percent: FractionalPercent | undefined): number {
  return percent ? shareOf(percent) : 0;
}

const DENOMINATORS = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 };

function shareOf(percent: FractionalPercent | undefined): number {
  return percent ? (percent.numerator ?? 0) / DENOMINATORS[percent.denominator ?? 'HUNDRED'] : 1;
}

function milliseconds(duration: string): number {
  return parseDuration(duration) ?? 0;
}

function rewrittenPath({ route }: Route): string | undefined {
  const { prefixRewrite, regexRewrite } = route ?? {};
  return prefixRewrite ?? regexRewrite?.substitution;
}

function redirectText(redirect: RedirectAction): string {
  const { schemeRedirect, hostRedirect, portRedirect, pathRedirect, prefixRewrite, httpsRedirect } = redirect;
  const scheme = schemeRedirect ?? (httpsRedirect ? 'https' : undefined);
  const port = portRedirect ? `:${portRedirect}` : '';
  return `${scheme ? `${scheme}:` : ''}//${hostRedirect ?? '…'}${port}${pathRedirect ?? prefixRewrite ?? '…'}`;
}
