import type { StringMatch } from '../../model/http-route.ts';
import type { StringMatcher } from '../types.ts';

/** Istio's StringMatch as Envoy's matcher; undefined where it only asks for presence. */
export function toStringMatcher({ exact, prefix, regex }: StringMatch): StringMatcher | undefined {
  if (exact !== undefined) return { exact };
  if (prefix !== undefined) return { prefix };
  return regex === undefined ? undefined : { safeRegex: { regex } };
}

/**
 * Whether a match asks for no more than presence: an empty one, and the regex `*`, which is no RE2 expression but
 * was once documented (istio route.go, `canBeConvertedToPresentMatch`).
 */
export function isPresenceMatch({ exact, prefix, regex }: StringMatch): boolean {
  return exact === undefined && prefix === undefined && (regex === undefined || regex === '*');
}
