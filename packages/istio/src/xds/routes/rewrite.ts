import { escapeRegex } from '../../model/escape-regex.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import type { RouteAction, RouteMatch } from '../types.ts';

/** The fields that change the path. */
type RewriteFields = Pick<RouteAction, 'prefixRewrite' | 'regexRewrite'>;

/**
 * Istio's HTTPRewrite: a prefix match swaps the matched prefix, an exact or regex match the whole path. For routes of
 * the Gateway API `match` is given: there `/` takes the matched prefix away and must not leave a double slash.
 */
export function rewriteFields(rewrite: HttpRoute['rewrite'], match?: RouteMatch): RewriteFields {
  const regex = rewrite?.uriRegexRewrite;
  if (regex) {
    return { regexRewrite: { pattern: { regex: regex.match ?? '' }, substitution: regex.rewrite ?? '' } };
  }
  if (match && rewrite?.uri === '/') {
    const regex = `^${escapeRegex(match.pathSeparatedPrefix ?? '')}(/?)(.*)`;
    return { regexRewrite: { pattern: { regex }, substitution: '/\\2' } };
  }
  return rewrite?.uri ? { prefixRewrite: rewrite.uri } : {};
}
