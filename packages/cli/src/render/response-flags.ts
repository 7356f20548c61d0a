/**
 * Envoy's response flags in words, those that this project's configuration can bring about.
 *
 * Source: envoyproxy/envoy 1.38.3, documentation "Access logging", response flags
 */
const meanings: Readonly<Record<string, string>> = {
  DC: 'the caller closed the connection before it was answered',
  DI: 'a delay was injected (VirtualService fault)',
  DPE: 'the caller violated the HTTP protocol',
  FI: 'an abort was injected (VirtualService fault)',
  LR: 'the proxy itself reset the connection',
  NC: 'the route leads to a cluster that does not exist',
  NR: 'no route matches this host and path',
  RL: 'refused by the rate limit',
  UAEX: 'refused by the external authorization',
  UC: 'the upstream closed the connection in the middle of the request',
  UF: 'the connection to the upstream failed (nothing listens, or the TLS handshake failed)',
  UH: 'the upstream has no healthy endpoint (none ready, or all ejected)',
  UMSDR: 'the request exceeded the maximum duration of a stream',
  UO: 'a limit of the connection pool was reached: the circuit breaker is open',
  UPE: 'the upstream violated the HTTP protocol',
  UR: 'the upstream reset the connection',
  URX: 'the last retry failed',
  UT: 'the upstream did not answer within the timeout',
};

/** The flags of a span or access log line (`UF,URX`, `-` for none). */
export function responseFlags(value: unknown): string[] {
  return typeof value === 'string' && value !== '-' ? value.split(',').filter(Boolean) : [];
}

/** What a flag means; undefined for one that is not known here. */
export function flagMeaning(flag: string): string | undefined {
  return Object.hasOwn(meanings, flag) ? meanings[flag] : undefined;
}
