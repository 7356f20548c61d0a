import type { HttpRoute } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { checkDestination, checkWeights } from './check-destination.ts';
import { checkFault } from './check-fault.ts';
import { checkHeaderOperations } from './check-header-operations.ts';
import { checkHttpMatch } from './check-http-match.ts';
import { checkRetries } from './check-retries.ts';
import { checkCors, checkDirectResponse, checkRedirect, checkRewrite } from './check-route-actions.ts';
import { durationProblem } from './formats.ts';
import type { Report } from './report.ts';

export interface HttpRouteContext {
  readonly path: FieldPath;
  /** The VirtualService has no hosts: others delegate to it. */
  readonly isDelegate: boolean;
  /** Some gateway other than `mesh` is named. */
  readonly isForGateway: boolean;
}

/** What Istio refuses in one HTTP route (istio pkg/config/validation/virtualservice.go, `validateHTTPRoute`). */
export function checkHttpRoute(route: HttpRoute, context: HttpRouteContext, report: Report): void {
  const { path } = context;
  checkConflicts(route, context, report);
  for (const [index, match] of (route.match ?? []).entries()) {
    checkHttpMatch(match, [...path, 'match', index], context.isForGateway, report);
  }
  checkHeaderOperations(route.headers, [...path, 'headers'], report);
  checkCors(route.corsPolicy, [...path, 'corsPolicy'], report);
  checkFault(route.fault, [...path, 'fault'], report);
  checkMirrors(route, path, report);
  checkRedirect(route, [...path, 'redirect'], report);
  checkDirectResponse(route.directResponse, [...path, 'directResponse'], report);
  checkRetries(route.retries, [...path, 'retries'], report);
  checkRewrite(route, [...path, 'rewrite'], report);
  for (const [index, entry] of (route.route ?? []).entries()) {
    checkDestination(entry.destination, [...path, 'route', index, 'destination'], report);
    checkHeaderOperations(entry.headers, [...path, 'route', index, 'headers'], report);
  }
  checkWeights(route.route ?? [], [...path, 'route'], report);
  if (route.timeout !== undefined) report.error([...path, 'timeout'], durationProblem(route.timeout));
}

/** A route does one thing: it forwards, redirects, answers or delegates. */
function checkConflicts(route: HttpRoute, { path, isDelegate }: HttpRouteContext, report: Report): void {
  if (route.delegate && isDelegate) {
    report.error([...path, 'delegate'], 'a delegate must not delegate further');
    return;
  }
  if (route.delegate) {
    for (const field of ['route', 'redirect'] as const) {
      if (route[field]) report.error([...path, field], `a route that delegates must not have ${field}`);
    }
    return;
  }
  const action = route.redirect ? 'redirect' : route.directResponse ? 'directResponse' : undefined;
  if (!action) {
    if (!route.route?.length)
      report.error(path, 'an HTTP route needs one of route, redirect and directResponse');
    return;
  }
  for (const field of ['route', 'fault', 'rewrite', 'directResponse'] as const) {
    const isSet = Array.isArray(route[field]) ? route[field].length > 0 : route[field] !== undefined;
    if (isSet && field !== action)
      report.error([...path, field], `a route must not have both ${field} and ${action}`);
  }
}

function checkMirrors(route: HttpRoute, path: FieldPath, report: Report): void {
  const { mirror, mirrors = [], mirrorPercentage, mirrorPercent } = route;
  if (mirror && mirrors.length > 0)
    report.error([...path, 'mirror'], 'a route must not have both mirror and mirrors');
  checkDestination(mirror, [...path, 'mirror'], report);
  report.error([...path, 'mirrorPercentage'], percentProblem(mirrorPercentage?.value));
  if (mirrorPercent !== undefined) {
    report.error([...path, 'mirrorPercent'], percentProblem(mirrorPercent));
    report.warning([...path, 'mirrorPercent'], 'mirrorPercent is deprecated: write mirrorPercentage');
  }
  for (const [index, entry] of mirrors.entries()) {
    checkDestination(entry.destination, [...path, 'mirrors', index, 'destination'], report);
    report.error([...path, 'mirrors', index, 'percentage'], percentProblem(entry.percentage?.value));
  }
}

function percentProblem(value: number | undefined): string | undefined {
  return value === undefined || (value >= 0 && value <= 100)
    ? undefined
    : `${value} per cent is not in 0..100`;
}
