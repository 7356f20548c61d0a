import type { RequestRedirect, UrlRewrite } from '../../resources/gateway-api-types.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';

/** Stands in a redirect's `uri` for a path of which only the matched prefix is replaced (istio conversion.go). */
export const PREFIX_REDIRECT = '%PREFIX()%';

/** The CRD's default. */
const FOUND = 302;

/** Without a port and a scheme the port of the request is kept, which is not Istio's own default. */
export function convertRedirect(filter: RequestRedirect): NonNullable<HttpRoute['redirect']> {
  const { scheme, hostname, path, port, statusCode = FOUND } = filter;
  const uri =
    path?.type === 'ReplacePrefixMatch'
      ? `${PREFIX_REDIRECT}${path.replacePrefixMatch ?? ''}`
      : path?.replaceFullPath;
  return {
    redirectCode: statusCode,
    ...(hostname && { authority: hostname }),
    ...(scheme && { scheme }),
    ...(uri && { uri }),
    ...(port === undefined
      ? { derivePort: scheme ? ('FROM_PROTOCOL_DEFAULT' as const) : ('FROM_REQUEST_PORT' as const) }
      : { port }),
  };
}

/** Undefined for a filter that rewrites nothing. A prefix of `/` takes the matched prefix away. */
export function convertRewrite({ hostname, path }: UrlRewrite): HttpRoute['rewrite'] {
  const rewrite = {
    ...(path?.type === 'ReplacePrefixMatch' && { uri: path.replacePrefixMatch?.replace(/\/$/, '') || '/' }),
    ...(path?.type === 'ReplaceFullPath' && {
      uriRegexRewrite: { match: '/.*', rewrite: path.replaceFullPath ?? '' },
    }),
    ...(hostname && { authority: hostname }),
  };
  return Object.keys(rewrite).length > 0 ? rewrite : undefined;
}
