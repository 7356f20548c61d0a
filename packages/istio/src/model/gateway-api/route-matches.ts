import type { RouteMatchSpec } from '../../resources/gateway-api-types.ts';
import type { HttpMatchRequest } from '../../resources/istio-types.ts';

type StringMatch = NonNullable<HttpMatchRequest['uri']>;

/** What an HTTPRoute's match says, with the CRD's defaults, as Istio's own match (istio conversion.go). */
export function convertMatch({ path, headers, queryParams, method }: RouteMatchSpec): HttpMatchRequest {
  return {
    uri: pathMatch(path),
    ...(headers?.length && { headers: namedMatches(headers) }),
    ...(queryParams?.length && { queryParams: namedMatches(queryParams) }),
    ...(method && { method: { exact: method } }),
  };
}

/** A trailing slash of a prefix says nothing: prefixes are whole segments. */
function pathMatch({
  type = 'PathPrefix',
  value = '/',
}: NonNullable<RouteMatchSpec['path']> = {}): StringMatch {
  if (type === 'Exact') return { exact: value };
  if (type === 'RegularExpression') return { regex: value };
  return { prefix: value === '/' ? value : value.replace(/\/$/, '') };
}

function namedMatches(matches: NonNullable<RouteMatchSpec['headers']>): Record<string, StringMatch> {
  return Object.fromEntries(
    matches.map(({ type, name, value }) => [
      name,
      type === 'RegularExpression' ? { regex: value } : { exact: value },
    ]),
  );
}
