import { isHttp2 } from '../../model/protocol.ts';
import type { Protocol } from '../../model/registry.ts';
import type { ClusterPolicy } from '../../model/traffic-policy.ts';
import type { Milliseconds } from '../../model/values.ts';
import { formatDuration } from '../duration.ts';
import { HTTP_PROTOCOL_OPTIONS } from '../names.ts';
import type { CoreHttpProtocolOptions, HttpProtocolOptions, Typed } from '../types.ts';

type ConnectionPool = ClusterPolicy['connectionPool'];

type VersionOptions = Pick<HttpProtocolOptions, 'explicitHttpConfig' | 'useDownstreamProtocolConfig'>;

/** What of the upstream protocol is known besides the connection pool. */
export interface UpstreamProtocol {
  readonly protocol: Protocol;
  /** A sidecar speaks to a port of unknown protocol in the caller's version; a gateway does not. */
  readonly followsCaller: boolean;
  /** Server name from the request's Host, and a certificate that has to carry it. */
  readonly auto?: HttpProtocolOptions['upstreamHttpProtocolOptions'];
}

/**
 * envoy.extensions.upstreams.http.v3.HttpProtocolOptions of a cluster; undefined where Envoy's defaults (HTTP/1.1,
 * an idle timeout of an hour) are what is wanted (istio cluster_builder.go, `setUpstreamProtocol`;
 * cluster_traffic_policy.go, `applyConnectionPool`).
 */
export function httpProtocolOptions(
  upstream: UpstreamProtocol,
  pool: ConnectionPool,
): Typed<typeof HTTP_PROTOCOL_OPTIONS> | undefined {
  const common = commonOptions(pool);
  const version = versionOptions(upstream, pool);
  const { auto } = upstream;
  if (!common && !version && !auto) return undefined;
  return {
    '@type': `type.googleapis.com/${HTTP_PROTOCOL_OPTIONS}`,
    commonHttpProtocolOptions: common ? common : undefined,
    upstreamHttpProtocolOptions: auto ? auto : undefined,
    ...(version ?? { explicitHttpConfig: { httpProtocolOptions: {} } }),
  };
}

/** Whether the cluster always speaks HTTP/2, whatever the caller speaks. */
export function speaksHttp2(
  { protocol, followsCaller }: Pick<UpstreamProtocol, 'protocol' | 'followsCaller'>,
  pool: ConnectionPool,
): boolean {
  if (isHttp2(protocol)) return true;
  if (!pool?.http.upgrade || pool.http.useClientProtocol) return false;
  return !(protocol === 'unset' && followsCaller);
}

function versionOptions(upstream: UpstreamProtocol, pool: ConnectionPool): VersionOptions | undefined {
  const maxConcurrentStreams = pool?.http.maxConcurrentStreams;
  const http2ProtocolOptions = maxConcurrentStreams ? { maxConcurrentStreams } : {};
  const caller: VersionOptions = {
    useDownstreamProtocolConfig: { httpProtocolOptions: {}, http2ProtocolOptions: {} },
  };
  if (pool?.http.useClientProtocol) return caller;
  if (speaksHttp2(upstream, pool)) return { explicitHttpConfig: { http2ProtocolOptions } };
  return upstream.protocol === 'unset' && upstream.followsCaller ? caller : undefined;
}

/** The pool's HTTP idle timeout before its TCP one. */
function commonOptions(pool: ConnectionPool): CoreHttpProtocolOptions | undefined {
  const { http, tcp } = pool ?? {};
  const options = {
    ...duration('idleTimeout', http?.idleTimeout ?? tcp?.idleTimeout),
    ...(http?.maxRequestsPerConnection && { maxRequestsPerConnection: http.maxRequestsPerConnection }),
    ...duration('maxConnectionDuration', tcp?.maxConnectionDuration),
  };
  // Istio writes the options down for a limit on streams even where HTTP/1.1 has none to limit.
  return Object.keys(options).length > 0 || http?.maxConcurrentStreams ? options : undefined;
}

function duration(field: keyof CoreHttpProtocolOptions, milliseconds: Milliseconds | undefined) {
  return milliseconds === undefined ? {} : { [field]: formatDuration(milliseconds) };
}
