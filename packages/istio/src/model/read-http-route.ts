import type {
  HttpMatchRequest,
  HttpRouteDestination as WrittenDestination,
  HttpRoute as WrittenHttpRoute,
} from '../resources/istio-types.ts';
import { readDuration } from './duration.ts';
import type {
  DirectResponse,
  HeaderChanges,
  HeaderOperations,
  HttpMatch,
  HttpRoute,
  HttpRouteDestination,
  Mirror,
  Rewrite,
} from './http-route.ts';
import { readPercentage } from './percentage.ts';
import { readCorsPolicy } from './read-cors-policy.ts';
import { readDestination } from './read-destination.ts';
import { readFault } from './read-fault.ts';
import { readRedirect } from './read-redirect.ts';
import { readRetries } from './read-retries.ts';
import { setFields } from './set-fields.ts';
import type { VirtualService } from './virtual-service-types.ts';

/** A route as it is written, in values; defaults of lists and shares are filled in. */
export function readHttpRoute(written: WrittenHttpRoute, semantics: VirtualService['semantics']): HttpRoute {
  const { redirect, directResponse, rewrite, retries, corsPolicy } = written;
  return setFields<HttpRoute>({
    name: written.name,
    match: (written.match ?? []).map(readMatch),
    route: (written.route ?? []).map(readRouteDestination),
    redirect: redirect && readRedirect(redirect, semantics),
    directResponse: directResponse && readDirectResponse(directResponse),
    rewrite: rewrite && readRewrite(rewrite),
    timeout: readDuration(written.timeout),
    retries: retries && readRetries(retries),
    fault: written.fault && readFault(written.fault),
    mirrors: readMirrors(written),
    corsPolicy: corsPolicy && readCorsPolicy(corsPolicy),
    headers: readHeaders(written.headers),
  });
}

function readMatch(written: HttpMatchRequest): HttpMatch {
  return {
    ...written,
    ignoreUriCase: written.ignoreUriCase ?? false,
    headers: written.headers ?? {},
    withoutHeaders: written.withoutHeaders ?? {},
    queryParams: written.queryParams ?? {},
    sourceLabels: written.sourceLabels ?? {},
    gateways: written.gateways ?? [],
  };
}

function readRouteDestination({
  destination,
  weight = 0,
  headers,
}: WrittenDestination): HttpRouteDestination {
  return { destination: readDestination(destination), weight, headers: readHeaders(headers) };
}

function readHeaders(headers: WrittenHttpRoute['headers']): HeaderOperations {
  return { request: readChanges(headers?.request), response: readChanges(headers?.response) };
}

type WrittenChanges = NonNullable<NonNullable<WrittenHttpRoute['headers']>['request']>;

function readChanges({ set = {}, add = {}, remove = [] }: WrittenChanges = {}): HeaderChanges {
  return { set, add, remove };
}

function readDirectResponse({
  status,
  body,
}: NonNullable<WrittenHttpRoute['directResponse']>): DirectResponse {
  if (body?.string !== undefined) return { status, body: { string: body.string } };
  return { status, ...(body?.bytes !== undefined && { body: { bytes: body.bytes } }) };
}

function readRewrite({ uri, uriRegexRewrite, authority }: NonNullable<WrittenHttpRoute['rewrite']>): Rewrite {
  const { match = '', rewrite = '' } = uriRegexRewrite ?? {};
  return setFields<Rewrite>({
    uri,
    regex: uriRegexRewrite && { match, substitution: rewrite },
    authority,
  });
}

/** Istio's `mirror`, with a share of its own field, and `mirrors`; all requests where no share is set. */
function readMirrors({ mirror, mirrorPercentage, mirrorPercent, mirrors = [] }: WrittenHttpRoute): Mirror[] {
  const percentage = readPercentage(mirrorPercentage, mirrorPercent ?? 100);
  return [
    ...(mirror ? [{ destination: readDestination(mirror), percentage }] : []),
    ...mirrors.map((entry) => ({
      destination: readDestination(entry.destination),
      percentage: readPercentage(entry.percentage, 100),
    })),
  ];
}
