import { httpConnectionManagerOf } from '../xds/typed-config.ts';
import type { FilterChain, HttpConnectionManager, Listener } from '../xds/types.ts';
import type { Connection } from './connection.ts';
import { type DownstreamTls, downstreamTls } from './downstream-tls.ts';
import { findFilterChain } from './filter-chain-match.ts';

/** Why a connection gets no further than the listener. */
export type ConnectionError =
  | 'no-filter-chain'
  | 'plaintext-to-tls-listener'
  | 'tls-to-plaintext-listener'
  | 'client-certificate-required'
  | 'protocol-error';

/** How a listener takes a connection. */
interface Acceptance {
  /** Absent when no chain takes the connection, which is closed then. */
  readonly chain?: FilterChain;
  readonly tls?: DownstreamTls;
  /** The settings of the chain's HTTP connection manager; absent for a chain that carries TCP. */
  readonly http?: HttpConnectionManager;
  readonly error?: ConnectionError;
}

/** The filter chain for a connection, and whether its TLS and its protocol get along with what is sent. */
export function acceptConnection(listener: Listener, connection: Connection): Acceptance {
  const chain = findFilterChain(listener, connection);
  if (!chain) return { error: 'no-filter-chain' };
  const tls = downstreamTls(chain);
  const http = httpConnectionManagerOf(chain);
  const error = connectionError(connection, tls, http !== undefined);
  return { chain, ...(tls ? { tls } : {}), ...(http ? { http } : {}), ...(error ? { error } : {}) };
}

function connectionError(
  connection: Connection,
  tls: DownstreamTls | undefined,
  isHttp: boolean,
): ConnectionError | undefined {
  if (tls && connection.tls === 'none') return 'plaintext-to-tls-listener';
  if (tls?.requireClientCertificate && connection.tls === 'simple') return 'client-certificate-required';
  // A chain that carries TCP passes TLS on to the application as it came.
  if (!tls && isHttp && connection.tls !== 'none') return 'tls-to-plaintext-listener';
  return isHttp && connection.protocol === 'tcp' ? 'protocol-error' : undefined;
}
