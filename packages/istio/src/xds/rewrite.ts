import type { HttpRoute } from '../resources/istio-types.ts';

/** envoy.config.route.v3.RouteAction, the fields that change the path. */
interface RewriteFields {
  readonly prefixRewrite?: string;
  readonly regexRewrite?: { readonly pattern: { readonly regex: string }; readonly substitution: string };
}

/** Istio's HTTPRewrite: a prefix match swaps the matched prefix, an exact or regex match the whole path. */
export function rewriteFields(rewrite: HttpRoute['rewrite']): RewriteFields {
  const regex = rewrite?.uriRegexRewrite;
  if (regex) {
    return { regexRewrite: { pattern: { regex: regex.match ?? '' }, substitution: regex.rewrite ?? '' } };
  }
  return rewrite?.uri ? { prefixRewrite: rewrite.uri } : {};
}
