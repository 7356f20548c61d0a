import type { HeaderMatcher } from '../xds/types.ts';
import { matchesString } from './string-match.ts';

/** Headers by lower-case name; the pseudo headers `:authority`, `:method` and `:path` are among them. */
export type RequestHeaders = ReadonlyMap<string, string>;

/**
 * envoy.config.route.v3.HeaderMatcher. A header that is not there fails a match of its value, inverted or not,
 * unless it is to count as empty.
 */
export function matchesHeader(matcher: HeaderMatcher, headers: RequestHeaders): boolean {
  const inverted = matcher.invertMatch ?? false;
  const value = headerValue(matcher.name, headers);
  if (matcher.stringMatch === undefined) {
    return ((value !== undefined) === (matcher.presentMatch ?? true)) !== inverted;
  }
  if (value === undefined && !matcher.treatMissingHeaderAsEmpty) return false;
  return matchesString(matcher.stringMatch, value ?? '') !== inverted;
}

/** Envoy keeps the Host header as `:authority` and answers for both names. */
export function headerValue(name: string, headers: RequestHeaders): string | undefined {
  const key = name.toLowerCase();
  return headers.get(key === 'host' ? ':authority' : key);
}
