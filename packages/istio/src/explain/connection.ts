/** A connection that arrives at a listener, as far as filter chains and network filters can tell it from others. */
export interface Connection {
  /** Where it was dialled. */
  readonly destinationAddress: string;
  readonly destinationPort: number;
  /** `simple` is TLS without a client certificate, `mutual` with the caller's. */
  readonly tls: 'none' | 'simple' | 'mutual';
  /** Absent where the client sends none. */
  readonly serverName?: string;
  /** What the client offers in TLS; empty for none. */
  readonly alpn: readonly string[];
  /** What the connection carries inside any TLS. */
  readonly protocol: 'http' | 'http2' | 'tcp';
  /** The SPIFFE identity of the client's certificate. */
  readonly identity?: string;
  readonly sourceAddress: string;
}
