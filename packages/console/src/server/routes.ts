import type { ConsoleSource } from './source.ts';

/** A request to the API, as far as its answer depends on it. */
export interface ApiRequest {
  readonly source: ConsoleSource;
  readonly query: URLSearchParams;
  /** What stands in the place of `*` in the path. */
  readonly rest: string;
  /** Of a POST. */
  readonly body: unknown;
  /** Aborted when the page has gone. */
  readonly signal: AbortSignal;
}

/** Answers a request with plain JSON. @throws LabError, InvalidRequestError */
type Route = (request: ApiRequest) => Promise<unknown>;

/** By method and path; `*` at the end stands for one segment or more. */
const ROUTES: Readonly<Record<string, Route>> = {
  'GET /api/status': async ({ source }) => (await source.mesh()).status(),
};

/** The route for a method and a path; undefined where there is none. */
export function findRoute(
  method: string,
  path: string,
): { readonly route: Route; readonly rest: string } | undefined {
  const exact = ROUTES[`${method} ${path}`];
  if (exact) return { route: exact, rest: '' };
  for (const [key, route] of Object.entries(ROUTES)) {
    const [prefix, star] = key.split('*');
    if (star === '' && prefix && `${method} ${path}`.startsWith(prefix))
      return { route, rest: decodeURIComponent(`${method} ${path}`.slice(prefix.length)) };
  }
  return undefined;
}
