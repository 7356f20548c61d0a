import type { HttpMatchRequest, HttpRoute } from '../../resources/istio-types.ts';

/**
 * The Gateway API's precedence of routes, each of which has at most one match: exact path before prefix before
 * regular expression, longer before shorter, then those with a method, with more headers, with more query
 * parameters. What is equal keeps its order, which is the HTTPRoutes' age (istio conversion.go, `sortHTTPRoutes`).
 */
export function compareRoutes({ match: [a] = [] }: HttpRoute, { match: [b] = [] }: HttpRoute): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return (
    pathRank(b) - pathRank(a) ||
    pathLength(b) - pathLength(a) ||
    Number(Boolean(b.method)) - Number(Boolean(a.method)) ||
    countOf(b.headers) - countOf(a.headers) ||
    countOf(b.queryParams) - countOf(a.queryParams)
  );
}

function pathRank({ uri }: HttpMatchRequest): number {
  if (uri?.exact !== undefined) return 3;
  if (uri?.prefix !== undefined) return 2;
  return uri?.regex === undefined ? -1 : 1;
}

/** In bytes, as Go counts. */
function pathLength({ uri }: HttpMatchRequest): number {
  return new TextEncoder().encode(uri?.exact ?? uri?.prefix ?? uri?.regex ?? '').length;
}

function countOf(map: object | undefined): number {
  return Object.keys(map ?? {}).length;
}
