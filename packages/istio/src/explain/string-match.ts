import { matchesRegex } from '../model/re2.ts';
import type { StringMatcher } from '../xds/types.ts';

/** envoy.type.matcher.v3.StringMatcher; regular expressions match the whole text and never ignore case. */
export function matchesString(matcher: StringMatcher, text: string): boolean {
  if (matcher.safeRegex) return matchesRegex(matcher.safeRegex.regex, text);
  const fold = (value: string) => (matcher.ignoreCase ? value.toLowerCase() : value);
  const value = fold(text);
  if (matcher.exact !== undefined) return value === fold(matcher.exact);
  if (matcher.prefix !== undefined) return value.startsWith(fold(matcher.prefix));
  if (matcher.suffix !== undefined) return value.endsWith(fold(matcher.suffix));
  return matcher.contains !== undefined && value.includes(fold(matcher.contains));
}
