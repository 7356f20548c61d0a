type Field = { readonly field: string };
type Header = { readonly header: string };

/** HTTP routes of a VirtualService. */
export const HTTP_ROUTE = {
  routeEmpty: () => 'an HTTP route needs one of route, redirect and directResponse',
  routeHasBoth: ({ field, action }: Field & { readonly action: string }) =>
    `a route must not have both ${field} and ${action}`,
  delegateOfDelegate: () => 'a delegate must not delegate to another VirtualService',
  delegating: ({ field }: Field) => `a route that delegates must not have ${field}`,
  mirrorTwice: () => 'a route must not have both mirror and mirrors',

  emptyPrefix: () => 'an empty prefix is not a condition: remove the match, or use exact',
  claimOutsideGateway: ({ name }: { name: string }) =>
    `"${name}" reads a claim of the token, which only routes at a gateway can match`,
  headerName: ({ header }: Header) => `"${header}" is not a valid header name`,

  headerEmpty: () => 'a header name must not be empty',
  headerFixed: ({ header }: Header) => `header "${header}" cannot be changed here`,
  headerPseudo: ({ header }: Header) => `header "${header}" cannot be changed, because it starts with ":"`,
  headerControl: () => 'a header value must not contain control characters',
  headerPercent: ({ value }: { value: string }) =>
    `header value "${value}" contains a single "%": write "%%" for the character`,
  authorityTwice: () => 'the authority is set more than once, by rewrite or by header operations',

  faultEmpty: () => 'fault needs abort, delay or both',
  faultHttp2: () => 'Istio does not support abort with an HTTP/2 error',
  faultGrpcStatus: ({ status }: { status: string }) =>
    `"${status}" is not a gRPC status: write for example UNAVAILABLE`,
  faultExponential: () => 'Istio does not support exponentialDelay: use fixedDelay',

  retriesOff: () => 'retries are off (attempts is 0 or not set), so no other field may be set: set attempts',
  attemptsNegative: ({ attempts }: { attempts: number }) => `attempts ${attempts} is negative`,
  retrySpace: ({ condition }: { condition: string }) =>
    `retryOn has a space around "${condition}": remove it`,
  retryCondition: ({ condition, hint }: { condition: string; hint: string }) =>
    `retryOn has no condition "${condition}"${hint}`,

  redirectEmpty: () => 'redirect must change at least one of uri, authority, scheme and port',
  redirectCode: ({ code }: { code: number }) => `${code} is not a redirect status: use 3xx`,
  redirectScheme: ({ scheme }: { scheme: string }) => `scheme "${scheme}" is neither http nor https`,
  redirectPrefix: () => '%PREFIX()% needs a prefix in every uri match of the route',
  bodyTooLarge: () => 'the body of a directResponse must be at most 1 MiB',
  rewriteEmpty: () => 'rewrite must set at least one of uri, uriRegexRewrite and authority',
  rewriteTwice: () => 'rewrite must not have both uri and uriRegexRewrite',
  rewriteIncomplete: () => 'uriRegexRewrite needs both match and rewrite',
  originEmpty: () => 'an allowed origin must not be empty',
  method: ({ method }: { method: string }) => `"${method}" is not an HTTP method`,
} as const;

export const HTTP_ROUTE_WARNINGS = {
  mirrorPercent: () => 'mirrorPercent is deprecated: use mirrorPercentage',
  abortWithoutStatus: () => 'abort without httpStatus has no effect',
  bodyLarge: () =>
    'the body of a directResponse is larger than 100 KiB, which slows down every configuration update',
} as const;
