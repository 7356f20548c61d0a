import type { MetadataMatcher, ValueMatcher } from '../xds/types.ts';
import { matchesString } from './string-match.ts';

/** What filters have noted of a request, by the filter's name. */
export type FilterMetadata = Readonly<Record<string, unknown>>;

/** envoy.type.matcher.v3.MetadataMatcher: a value that is not there matches nothing. */
export function matchesMetadata({ filter, path, value }: MetadataMatcher, metadata: FilterMetadata): boolean {
  const found = path.reduce<unknown>((at, { key }) => memberOf(at, key), metadata[filter]);
  return found !== undefined && matchesValue(value, found);
}

function matchesValue(matcher: ValueMatcher, value: unknown): boolean {
  const { orMatch, listMatch, stringMatch } = matcher;
  if (orMatch) return orMatch.valueMatchers.some((alternative) => matchesValue(alternative, value));
  if (listMatch) return Array.isArray(value) && value.some((item) => matchesValue(listMatch.oneOf, item));
  return stringMatch !== undefined && typeof value === 'string' && matchesString(stringMatch, value);
}

function memberOf(value: unknown, key: string): unknown {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
