import { escapeRegex } from '../../model/re2.ts';
import type { HeaderMatcher, StringMatcher } from '../types.ts';

/**
 * Istio's way of writing a pattern as Envoy's matcher: `*` is any value that is not empty, `*x` a suffix, `x*` a
 * prefix, everything else exact. A `*` in the middle is no wildcard.
 * Source: istio pilot/pkg/security/authz/matcher/string.go.
 */
export function stringMatcher(pattern: string): StringMatcher {
  if (pattern === '*') return { safeRegex: { regex: '.+' } };
  if (pattern.startsWith('*')) return { suffix: pattern.slice(1) };
  if (pattern.endsWith('*')) return { prefix: pattern.slice(0, -1) };
  return { exact: pattern };
}

/**
 * The same with a fixed text before the value, as `spiffe://` before a principal; `*` alone stays any value.
 * Envoy has no matcher for prefix and suffix at once, so `*x` becomes a regular expression.
 */
export function prefixedStringMatcher(pattern: string, prefix: string): StringMatcher {
  if (pattern !== '*' && pattern.startsWith('*')) {
    return { safeRegex: { regex: `${prefix}.*${escapeRegex(pattern.slice(1))}` } };
  }
  if (pattern === '*') return stringMatcher(pattern);
  return stringMatcher(`${prefix}${pattern}`);
}

/** A header with a pattern for its value; `*` asks for the header to be there. Host names ignore case. */
export function headerMatcher(name: string, pattern: string, ignoreCase = false): HeaderMatcher {
  if (pattern === '*') return { name, presentMatch: true };
  const matcher = stringMatcher(pattern);
  return { name, stringMatch: ignoreCase ? { ...matcher, ignoreCase } : matcher };
}
