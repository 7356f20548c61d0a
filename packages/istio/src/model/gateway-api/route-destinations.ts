import { message } from '../../findings/message.ts';
import type { HttpBackendReference, RequestMirror } from '../../resources/gateway-api-types.ts';
import type { HttpRoute, HttpRouteDestination } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { headersOf, invalidHeader } from './header-modifier.ts';
import type { Problem } from './problem.ts';
import { type BackendContext, resolveBackend } from './resolve-backend.ts';

/** A part of a converted rule; undefined where Istio drops the whole HTTPRoute for it. */
export interface Converted<Part> {
  readonly part: Part | undefined;
  readonly problems: readonly Problem[];
}

/** The CRD's default for a weight. */
export function weightOf({ weight = 1 }: HttpBackendReference): number {
  return weight;
}

/** The backends that get requests at all; a single one needs no weight (istio conversion.go, `buildHTTPDestination`). */
export function convertBackends(
  backends: readonly HttpBackendReference[],
  path: FieldPath,
  context: BackendContext,
): Converted<HttpRouteDestination[]> {
  const taking = [...backends.entries()].filter(([, backend]) => weightOf(backend) > 0);
  const converted = taking.map(([index, backend]) => {
    const weight = taking.length === 1 ? 0 : weightOf(backend);
    return convertBackend(backend, weight, [...path, index], context);
  });
  const parts = converted.flatMap(({ part }) => part ?? []);
  return {
    part: parts.length === converted.length ? parts : undefined,
    problems: converted.flatMap(({ problems }) => problems),
  };
}

function convertBackend(
  backend: HttpBackendReference,
  weight: number,
  path: FieldPath,
  context: BackendContext,
): Converted<HttpRouteDestination> {
  const { destination, problem } = resolveBackend(backend, path, context);
  const filters = backend.filters ?? [];
  const refused = [...filters.entries()].flatMap(([index, filter]) => {
    const at = [...path, 'filters', index];
    if (!/^(Request|Response)HeaderModifier$/.test(filter.type)) return unknownFilter(filter.type, at);
    const header = invalidHeader(filter);
    return header ? invalidValue(header, at) : [];
  });
  const headers = Object.assign({}, ...filters.map(headersOf));
  const problems = [...(problem ? [problem] : []), ...refused];
  if (!destination || refused.length > 0) return { part: undefined, problems };
  return {
    part: { destination, weight, ...(Object.keys(headers).length > 0 && { headers }) },
    problems,
  };
}

/** A mirror whose backend Istio refuses is left out, the rest of the rule stays. */
export function convertMirror(
  { backendRef, percent, fraction }: RequestMirror,
  path: FieldPath,
  context: BackendContext,
): Converted<NonNullable<HttpRoute['mirrors']>> {
  const { destination, problem } = resolveBackend(backendRef, [...path, 'backendRef'], context);
  const problems = problem ? [problem] : [];
  if (!destination || (problem && !problem.isSilent)) return { part: [], problems };
  const share = fraction ? (100 * fraction.numerator) / (fraction.denominator ?? 100) : percent;
  return {
    part: [{ destination, ...(share !== undefined && { percentage: { value: share } }) }],
    problems,
  };
}

export function unknownFilter(type: string, path: FieldPath): Problem {
  return { path: [...path, 'type'], message: message('LAB0321.filterType', { type }) };
}

export function invalidValue(header: string, path: FieldPath): Problem {
  return { path, message: message('LAB0321.headerValue', { header }) };
}
