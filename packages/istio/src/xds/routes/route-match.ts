import type { HttpMatch, StringMatch } from '../../model/http-route.ts';
import type { VirtualService } from '../../model/virtual-service-types.ts';
import { claimMatcher } from '../auth/jwt-claims.ts';
import type { HeaderMatcher, MetadataMatcher, QueryParameterMatcher, RouteMatch } from '../types.ts';
import { isPresenceMatch, toStringMatcher } from './string-match.ts';

/** Header names that stand for a claim of a verified token (Istio "JWT claim based routing"). */
const CLAIM_HEADER = '@request.auth.claims';

/**
 * Istio's HTTPMatchRequest as Envoy's RouteMatch; without a match, every path. Gateways, source labels and the
 * port are not here: they are known when the route is made, and decide whether there is one at all.
 */
export function routeMatch(match: HttpMatch | undefined, semantics: VirtualService['semantics']): RouteMatch {
  if (!match) return { prefix: '/' };
  const headers = headerMatchers(match);
  const queryParameters = Object.entries(match.queryParams).map(queryMatcher);
  const dynamicMetadata = claimMatchers(match);
  return {
    ...pathSpecifier(match.uri, semantics),
    caseSensitive: !match.ignoreUriCase,
    headers: headers.length > 0 ? headers : undefined,
    queryParameters: queryParameters.length > 0 ? queryParameters : undefined,
    dynamicMetadata: dynamicMetadata.length > 0 ? dynamicMetadata : undefined,
  };
}

/** Whether a route takes every request, so that none after it is ever tried. */
export function isCatchAll({ prefix, pathSeparatedPrefix, safeRegex, ...conditions }: RouteMatch): boolean {
  const anyPath = prefix === '/' || pathSeparatedPrefix === '/' || safeRegex?.regex === '.*';
  return anyPath && !conditions.headers && !conditions.queryParameters && !conditions.dynamicMetadata;
}

function pathSpecifier(uri: StringMatch | undefined, semantics: VirtualService['semantics']): RouteMatch {
  if (uri?.exact !== undefined) return { path: uri.exact };
  if (uri?.regex !== undefined) return { safeRegex: { regex: uri.regex } };
  const prefix = uri?.prefix ?? '/';
  return semantics === 'gateway-api' && prefix !== '/' ? { pathSeparatedPrefix: prefix } : { prefix };
}

/** Envoy checks all of them; sorted by name so that equal routes are equal text, pseudo headers last. */
function headerMatchers(match: HttpMatch): HeaderMatcher[] {
  const wanted = plainHeaders(match.headers).map(([name, value]) => headerMatcher(name, value));
  const unwanted = plainHeaders(match.withoutHeaders).map(([name, value]) => withoutHeader(name, value));
  const pseudo = [
    [':method', match.method],
    [':authority', match.authority],
    [':scheme', match.scheme],
  ] as const;
  return [
    ...[...wanted, ...unwanted].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name))),
    ...pseudo.flatMap(([name, value]) => (value ? headerMatcher(name, value) : [])),
  ];
}

function headerMatcher(name: string, match: StringMatch): HeaderMatcher {
  const stringMatch = isPresenceMatch(match) ? undefined : toStringMatcher(match);
  return stringMatch ? { name, stringMatch } : { name, presentMatch: true };
}

/** A missing header counts as an empty one here, or `withoutHeaders` would not match where it is absent. */
function withoutHeader(name: string, match: StringMatch): HeaderMatcher {
  const matcher = headerMatcher(name, match);
  return { ...matcher, invertMatch: true, ...(matcher.stringMatch && { treatMissingHeaderAsEmpty: true }) };
}

function queryMatcher([name, match]: [string, StringMatch]): QueryParameterMatcher {
  const stringMatch = isPresenceMatch(match) ? undefined : toStringMatcher(match);
  return stringMatch ? { name, stringMatch } : { name, presentMatch: true };
}

function plainHeaders(headers: HttpMatch['headers']): [string, StringMatch][] {
  return Object.entries(headers).filter(([name]) => !claimPath(name));
}

function claimMatchers(match: HttpMatch): MetadataMatcher[] {
  const matchersOf = (headers: HttpMatch['headers']) =>
    Object.entries(headers).flatMap(([name, value]) => {
      const path = claimPath(name);
      const matcher = toStringMatcher(value);
      return path && matcher ? claimMatcher(path, matcher) : [];
    });
  const unwanted = matchersOf(match.withoutHeaders).map((matcher) => ({ ...matcher, invert: true }));
  return [...matchersOf(match.headers), ...unwanted];
}

/** The path to a claim: `@request.auth.claims.a.b` or `@request.auth.claims[a][b]`; undefined for other names. */
function claimPath(name: string): string[] | undefined {
  if (!name.toLowerCase().startsWith(CLAIM_HEADER)) return undefined;
  const rest = name.slice(CLAIM_HEADER.length);
  if (rest.startsWith('.') && rest.length > 1) return rest.slice(1).split('.');
  if (rest.startsWith('[') && rest.endsWith(']') && rest.length > 2) return rest.slice(1, -1).split('][');
  return undefined;
}
