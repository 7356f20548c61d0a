import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { HTTP_CONNECTION_MANAGER } from '../names.ts';
import { accessLogs } from '../telemetry/access-log.ts';
import { httpTracing } from '../telemetry/tracing.ts';
import type { ConfigSource, HttpConnectionManager, NamedExtension, RouteConfiguration } from '../types.ts';
import { httpFilters, type ListenerClass } from './http-filters.ts';

interface HttpConnectionManagerOptions {
  readonly listenerClass: ListenerClass;
  /** Prefix of the connection manager's statistics; Istio's end in `;`, see `delimitedStatPrefix`. */
  readonly statPrefix: string;
  /** The name of an RDS resource, or the routes themselves. */
  readonly routes: string | RouteConfiguration;
  /** The port is declared to carry HTTP/2 (also gRPC). */
  readonly http2?: boolean;
}

/**
 * The HTTP connection manager of a listener, with the security, tracing and access log settings that policies
 * and meshConfig give the proxy. Paths are normalised before anything matches them (Istio's default, BASE) and
 * streams may be idle for as long as they like.
 * Source: istio pilot/pkg/networking/core/listener_builder.go, `buildHTTPConnectionManager`.
 */
export function buildHttpConnectionManager(
  mesh: Mesh,
  pod: Pod,
  { listenerClass, statPrefix, routes, http2 }: HttpConnectionManagerOptions,
): NamedExtension {
  const side = listenerClass === 'sidecar-inbound' ? 'server' : 'client';
  const { tracing, useRequestIdForTraceSampling } = httpTracing(mesh, pod, side);
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typedConfig: {
      '@type': `type.googleapis.com/${HTTP_CONNECTION_MANAGER}`,
      statPrefix,
      ...(typeof routes === 'string'
        ? { rds: { configSource: RDS_SOURCE, routeConfigName: routes } }
        : { routeConfig: routes }),
      ...CLASS_SETTINGS[listenerClass],
      http2ProtocolOptions: http2 ? {} : undefined,
      httpFilters: httpFilters(mesh, pod, listenerClass),
      tracing: tracing ? tracing : undefined,
      requestIdExtension: requestIdExtension(useRequestIdForTraceSampling),
      accessLog: accessLogs(mesh.config),
      normalizePath: true,
      pathWithEscapedSlashesAction: 'KEEP_UNCHANGED',
      upgradeConfigs: [{ upgradeType: 'websocket' }],
      streamIdleTimeout: '0s',
      proxy100Continue: true,
    },
  };
}

/** Istio ends its stat names with `;`, so that rules for tags can tell where a name with dots ends. */
export function delimitedStatPrefix(name: string): string {
  return `${name};`;
}

/** No fetch timeout: a listener waits for its routes rather than answer 404. */
const RDS_SOURCE: ConfigSource = { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' };

/**
 * What differs by the kind of listener. A sidecar adds the caller's certificate to x-forwarded-client-cert and
 * hands it on; the gateway, at the mesh's edge, throws away what the caller wrote there, and takes the address of
 * the connection for the client's.
 */
const CLASS_SETTINGS: Readonly<Record<ListenerClass, Partial<HttpConnectionManager>>> = {
  'sidecar-inbound': {
    serverName: 'istio-envoy',
    useRemoteAddress: false,
    forwardClientCertDetails: 'APPEND_FORWARD',
    setCurrentClientCertDetails: { subject: true, dns: true, uri: true },
  },
  'sidecar-outbound': { useRemoteAddress: false },
  gateway: {
    serverName: 'istio-envoy',
    useRemoteAddress: true,
    forwardClientCertDetails: 'SANITIZE_SET',
    setCurrentClientCertDetails: { subject: true, cert: true, dns: true, uri: true },
  },
};

function requestIdExtension(
  useRequestIdForTraceSampling: boolean,
): HttpConnectionManager['requestIdExtension'] {
  return {
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig',
      useRequestIdForTraceSampling,
    },
  };
}
