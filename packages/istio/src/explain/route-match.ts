import { matchesRegex } from '../model/re2.ts';
import type { QueryParameterMatcher, Route, RouteMatch } from '../xds/types.ts';
import { headerClause, pathClause, valueClause } from './failed-match.ts';
import { matchesHeader, type RequestHeaders } from './header-match.ts';
import { type FilterMetadata, matchesMetadata } from './metadata-match.ts';
import { pathOnly } from './normalize-path.ts';
import { matchesString } from './string-match.ts';

/** A request as routes see it: headers with the pseudo headers, and what filters noted. */
export interface RoutedRequest {
  readonly headers: RequestHeaders;
  readonly metadata: FilterMetadata;
}

/** The first route that matches, and what of those before it did not. */
export interface RouteSearch {
  readonly route?: Route;
  readonly index: number;
  readonly failedMatches: readonly string[];
}

/** Tries routes in order, as Envoy does. */
export function findRoute(routes: readonly Route[], request: RoutedRequest): RouteSearch {
  const failedMatches: string[] = [];
  for (const [index, route] of routes.entries()) {
    const failed = failedMatch(route.match, request);
    if (failed === undefined) return { route, index, failedMatches };
    failedMatches.push(failed);
  }
  return { index: -1, failedMatches };
}

/** The first part of a match that a request does not meet, as a clause; undefined when it meets all of it. */
export function failedMatch(match: RouteMatch, { headers, metadata }: RoutedRequest): string | undefined {
  const path = headers.get(':path') ?? '/';
  if (!matchesPath(match, pathOnly(path))) return pathClause(match, pathOnly(path));
  const header = match.headers?.find((matcher) => !matchesHeader(matcher, headers));
  if (header) return headerClause(header, headers);
  const query = queryParameters(path);
  const parameter = match.queryParameters?.find((matcher) => !matchesParameter(matcher, query));
  if (parameter) return valueClause(`the query parameter ${parameter.name}`, query.get(parameter.name));
  const claim = match.dynamicMetadata?.find(
    (matcher) => matchesMetadata(matcher, metadata) === (matcher.invert ?? false),
  );
  return claim && `the token's claim ${claim.path.map(({ key }) => key).join('.')} does not match`;
}

/** Only a regular expression minds the case whatever `caseSensitive` says. */
function matchesPath(match: RouteMatch, path: string): boolean {
  if (match.safeRegex) return matchesRegex(match.safeRegex.regex, path);
  const fold = (text: string) => (match.caseSensitive === false ? text.toLowerCase() : text);
  if (match.path !== undefined) return fold(path) === fold(match.path);
  if (match.pathSeparatedPrefix !== undefined) {
    const prefix = fold(match.pathSeparatedPrefix);
    return fold(path) === prefix || fold(path).startsWith(`${prefix}/`);
  }
  return fold(path).startsWith(fold(match.prefix ?? ''));
}

function matchesParameter(
  { name, stringMatch, presentMatch = true }: QueryParameterMatcher,
  query: ReadonlyMap<string, string>,
): boolean {
  const value = query.get(name);
  if (!stringMatch) return (value !== undefined) === presentMatch;
  return value !== undefined && matchesString(stringMatch, value);
}

/** Parameters as they stand in the path: not decoded, the first of a name. */
function queryParameters(path: string): Map<string, string> {
  const query = new Map<string, string>();
  const start = path.indexOf('?');
  const text = start < 0 ? '' : path.slice(start + 1);
  for (const part of text.split('&').filter(Boolean)) {
    const equals = part.indexOf('=');
    const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    if (!query.has(name)) query.set(name, value);
  }
  return query;
}
