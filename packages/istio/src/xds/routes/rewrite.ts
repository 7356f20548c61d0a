import type { Rewrite } from '../../model/http-route.ts';
import { escapeRegex } from '../../model/re2.ts';
import type { RouteAction, RouteMatch } from '../types.ts';

/** The fields that change the path. */
type RewriteFields = Pick<RouteAction, 'prefixRewrite' | 'regexRewrite'>;

/**
 * Istio's HTTPRewrite: a prefix match swaps the matched prefix, an exact or regex match the whole path. For routes of
 * the Gateway API `match` is given: there `/` takes the matched prefix away and must not leave a double slash.
 */
export function rewriteFields(rewrite: Rewrite | undefined, match?: RouteMatch): RewriteFields {
  if (rewrite?.regex) {
    const { match: regex, substitution } = rewrite.regex;
    return { regexRewrite: { pattern: { regex }, substitution } };
  }
  if (match && rewrite?.uri === '/') {
    const regex = `^${escapeRegex(match.pathSeparatedPrefix ?? '')}(/?)(.*)`;
    return { regexRewrite: { pattern: { regex }, substitution: '/\\2' } };
  }
  return rewrite?.uri ? { prefixRewrite: rewrite.uri } : {};
}
