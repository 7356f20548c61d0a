import type { HttpRouteRule, HttpRouteSpec, RouteFilter } from '../../resources/gateway-api-types.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import { parseDuration } from '../duration.ts';
import { convertCors } from './cors-filter.ts';
import { headersOf, invalidHeader } from './header-modifier.ts';
import { convertRedirect, convertRewrite } from './redirect-and-rewrite.ts';
import type { BackendContext } from './resolve-backend.ts';
import {
  type Converted,
  convertBackends,
  convertMirror,
  invalidValue,
  unknownFilter,
  weightOf,
} from './route-destinations.ts';
import { convertMatch } from './route-matches.ts';

type RulePart = Omit<HttpRoute, 'match'>;

/**
 * A rule of an HTTPRoute as routes of Istio's, one for each match, so that matches of all rules can be put in order
 * (istio conversion.go, `convertHTTPRoute`). A rule without a name gets `NAMESPACE.ROUTE.POSITION`.
 */
export function convertRule(
  { metadata }: Resource<HttpRouteSpec>,
  rule: HttpRouteRule,
  position: number,
  context: BackendContext,
): Converted<HttpRoute[]> {
  const path = ['spec', 'rules', position];
  const filtered = convertFilters(rule.filters ?? [], [...path, 'filters'], context);
  const backends = convertBackends(rule.backendRefs ?? [], [...path, 'backendRefs'], context);
  const problems = [...filtered.problems, ...backends.problems];
  if (!filtered.part || !backends.part) return { part: undefined, problems };
  const part: RulePart = {
    name: rule.name ?? `${context.namespace}.${metadata.name}.${position}`,
    ...filtered.part,
    ...timeoutAndRetries(rule),
    ...outcome(rule, filtered.part, backends.part),
  };
  const matches = rule.matches?.length ? rule.matches : [{}];
  return { part: matches.map((match) => ({ ...part, match: [convertMatch(match)] })), problems };
}

/** Without a backend that has a weight, requests are answered 500, as the Gateway API wants it. */
function outcome(
  { backendRefs = [] }: HttpRouteRule,
  { redirect }: RulePart,
  route: HttpRoute['route'] = [],
): RulePart {
  const weight = backendRefs.reduce((sum, backend) => sum + weightOf(backend), 0);
  if (weight === 0 && !redirect) return { directResponse: { status: 500 } };
  return route.length > 0 ? { route } : {};
}

function convertFilters(
  filters: readonly RouteFilter[],
  path: FieldPath,
  context: BackendContext,
): Converted<RulePart> {
  const parts = [...filters.entries()].map(([index, filter]) =>
    convertFilter(filter, [...path, index], context),
  );
  const problems = parts.flatMap((part) => part.problems);
  if (parts.some(({ part }) => part === undefined)) return { part: undefined, problems };
  const headers = Object.assign({}, ...parts.map(({ part }) => part?.headers));
  const mirrors = parts.flatMap(({ part }) => part?.mirrors ?? []);
  return {
    part: {
      ...Object.assign({}, ...parts.map(({ part }) => part)),
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(mirrors.length > 0 && { mirrors }),
    },
    problems,
  };
}

function convertFilter(filter: RouteFilter, path: FieldPath, context: BackendContext): Converted<RulePart> {
  const { type, requestRedirect, urlRewrite, requestMirror, cors } = filter;
  const header = invalidHeader(filter);
  if (header) return { part: undefined, problems: [invalidValue(header, path)] };
  switch (type) {
    case 'RequestHeaderModifier':
    case 'ResponseHeaderModifier':
      return carriedOut('headers', headersOf(filter));
    case 'RequestRedirect':
      return carriedOut('redirect', requestRedirect && convertRedirect(requestRedirect));
    case 'URLRewrite':
      return carriedOut('rewrite', urlRewrite && convertRewrite(urlRewrite));
    case 'CORS':
      return carriedOut('corsPolicy', cors && convertCors(cors));
    case 'RequestMirror': {
      if (!requestMirror) return { part: {}, problems: [] };
      const mirror = convertMirror(requestMirror, [...path, 'requestMirror'], context);
      return { part: mirror.part?.length ? { mirrors: mirror.part } : {}, problems: mirror.problems };
    }
    default:
      return { part: undefined, problems: [unknownFilter(type, path)] };
  }
}

function carriedOut<Field extends keyof RulePart>(
  field: Field,
  value: RulePart[Field] | undefined,
): Converted<RulePart> {
  return { part: value === undefined ? {} : { [field]: value }, problems: [] };
}

const RETRY_ON = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'];

/** `backendRequest` is the time for each try where retries are asked for, and the whole time otherwise. */
function timeoutAndRetries({ timeouts = {}, retry }: HttpRouteRule): RulePart {
  const request = nonZero(timeouts.request);
  const backendRequest = nonZero(timeouts.backendRequest);
  const timeout = retry ? request : (backendRequest ?? request);
  const attempts = retry?.attempts ?? 2;
  const retries = retry && {
    attempts,
    ...(attempts > 0 && { retryOn: [...RETRY_ON, ...(retry.codes ?? [])].join() }),
    ...(retry.backoff && { backoff: retry.backoff }),
    ...(backendRequest && { perTryTimeout: backendRequest }),
  };
  return { ...(timeout && { timeout }), ...(retries && { retries }) };
}

function nonZero(duration: string | undefined): string | undefined {
  return duration && parseDuration(duration) ? duration : undefined;
}
