import { message } from '../../findings/message.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { checkDestination, checkWeights } from './check-destination.ts';
import { checkFault } from './check-fault.ts';
import { checkHeaderOperations } from './check-header-operations.ts';
import { checkHttpMatch } from './check-http-match.ts';
import { checkRetries } from './check-retries.ts';
import { checkCors, checkDirectResponse, checkRedirect, checkRewrite } from './check-route-actions.ts';
import { durationProblem } from './formats.ts';
import type { Problem, Report } from './report.ts';

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
  if (route.timeout !== undefined) report([...path, 'timeout'], durationProblem(route.timeout));
}

/** A route does one thing: it forwards, redirects, answers or delegates. */
function checkConflicts(route: HttpRoute, { path, isDelegate }: HttpRouteContext, report: Report): void {
  if (route.delegate && isDelegate) {
    report([...path, 'delegate'], message('IST0106.delegateOfDelegate'));
    return;
  }
  if (route.delegate) {
    for (const field of ['route', 'redirect'] as const) {
      if (route[field]) report([...path, field], message('IST0106.delegating', { field }));
    }
    return;
  }
  const action = route.redirect ? 'redirect' : route.directResponse ? 'directResponse' : undefined;
  if (!action) {
    if (!route.route?.length) report(path, message('IST0106.routeEmpty'));
    return;
  }
  for (const field of ['route', 'fault', 'rewrite', 'directResponse'] as const) {
    const isSet = Array.isArray(route[field]) ? route[field].length > 0 : route[field] !== undefined;
    if (isSet && field !== action)
      report([...path, field], message('IST0106.routeHasBoth', { field, action }));
  }
}

function checkMirrors(route: HttpRoute, path: FieldPath, report: Report): void {
  const { mirror, mirrors = [], mirrorPercentage, mirrorPercent } = route;
  if (mirror && mirrors.length > 0) report([...path, 'mirror'], message('IST0106.mirrorTwice'));
  checkDestination(mirror, [...path, 'mirror'], report);
  report([...path, 'mirrorPercentage'], percentProblem(mirrorPercentage?.value));
  if (mirrorPercent !== undefined) {
    report([...path, 'mirrorPercent'], percentProblem(mirrorPercent));
    report([...path, 'mirrorPercent'], message('IST0133.mirrorPercent'));
  }
  for (const [index, entry] of mirrors.entries()) {
    checkDestination(entry.destination, [...path, 'mirrors', index, 'destination'], report);
    report([...path, 'mirrors', index, 'percentage'], percentProblem(entry.percentage?.value));
  }
}

function percentProblem(value: number | undefined): Problem {
  return value === undefined || (value >= 0 && value <= 100)
    ? undefined
    : message('IST0106.percent', { value });
}
