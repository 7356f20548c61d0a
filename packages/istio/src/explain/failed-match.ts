import type { HeaderMatcher, RouteMatch, StringMatcher } from '../xds/types.ts';
import { headerValue, type RequestHeaders } from './header-match.ts';

/** Headers whose values are never shown. */
const SECRET = /^(authorization|proxy-authorization|cookie|set-cookie)$|token|secret|api-?key/i;

/** Whether the value of a header must not be shown. */
export function isSecret(name: string): boolean {
  return SECRET.test(name);
}

/** Why a path is not the one that a route wants: `the path /a does not begin with /b`. */
export function pathClause(match: RouteMatch, path: string): string {
  const { safeRegex, path: exact, pathSeparatedPrefix, prefix = '' } = match;
  if (safeRegex) return `the path ${path} does not match ${safeRegex.regex}`;
  if (exact !== undefined) return `the path ${path} is not ${exact}`;
  return `the path ${path} does not begin with ${pathSeparatedPrefix ?? prefix}`;
}

/** Why a header is not the one that a route wants: `x-canary is absent`. */
export function headerClause(matcher: HeaderMatcher, headers: RequestHeaders): string {
  const { stringMatch, invertMatch = false } = matcher;
  const name = HEADER_NAMES[matcher.name] ?? matcher.name;
  const value = headerValue(matcher.name, headers);
  if (value === undefined) return `${name} is absent`;
  if (!stringMatch) return `${name} is present`;
  if (isSecret(matcher.name)) return `${name} does not match`;
  const wanted = matcherText(stringMatch);
  return invertMatch ? `${name} is "${value}", which is excluded` : `${name} is "${value}", not ${wanted}`;
}

/** The same for a value with a name. */
export function valueClause(name: string, value: string | undefined): string {
  return value === undefined ? `${name} is absent` : `${name} does not match`;
}

const HEADER_NAMES: Readonly<Record<string, string>> = {
  ':method': 'the method',
  ':authority': 'the host',
  ':scheme': 'the scheme',
};

function matcherText({ exact, prefix, suffix, contains, safeRegex }: StringMatcher): string {
  if (exact !== undefined) return `"${exact}"`;
  if (prefix !== undefined) return `"${prefix}…"`;
  if (suffix !== undefined) return `"…${suffix}"`;
  return contains === undefined ? `a match of ${safeRegex?.regex}` : `a text with "${contains}"`;
}

/** What a route wants a header to be: `x-canary to be "true"`. */
export function conditionText({ name: header, stringMatch, invertMatch = false }: HeaderMatcher): string {
  const name = HEADER_NAMES[header] ?? header;
  if (!stringMatch) return `${name} to be ${invertMatch ? 'absent' : 'present'}`;
  if (isSecret(header)) return `another value of ${name}`;
  return `${name} ${invertMatch ? 'not ' : ''}to be ${matcherText(stringMatch)}`;
}
