import type { JwtToken } from './jwt.ts';

/** A request as somebody would send it. */
export interface ProbeRequest {
  /** `GET` where it is absent. */
  readonly method?: string;
  /** The Host header as sent, with or without a port. */
  readonly host?: string;
  /** The Service's port for callers, the pod's own where the server is asked. */
  readonly port: number;
  /** With the query. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `http` where it is absent. */
  readonly protocol?: 'http' | 'http2' | 'tcp';
  /** `simple` is TLS without a client certificate, `mutual` with the caller's. */
  readonly tls?: 'none' | 'simple' | 'mutual';
  readonly sni?: string;
  readonly alpn?: readonly string[];
  /** The caller's identity without `spiffe://`, where it is not the one of `from`. */
  readonly principal?: string;
  /** The address at the connection's other end. */
  readonly sourceIp?: string;
  /** The client's address, seen through trusted proxies. */
  readonly remoteIp?: string;
  /** The address that is dialled, where it is not the one that `host` resolves to. */
  readonly address?: string;
  readonly jwt?: JwtToken;
}

/**
 * A question: what happens to a request that `from` sends (its proxy decides), or, with `to`, to one that arrives at
 * `to`. Both are `NAMESPACE/DEPLOYMENT`; a gateway as `from` is asked about a request that reaches it.
 */
export interface Probe {
  readonly from?: string;
  readonly to?: string;
  readonly request: ProbeRequest;
}
