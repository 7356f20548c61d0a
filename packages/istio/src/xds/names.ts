/** Names in the configuration by which those who read it find its parts. */

/** The message's full name; the filter's own is shorter. */
export const HTTP_CONNECTION_MANAGER =
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
export const TCP_PROXY = 'envoy.filters.network.tcp_proxy';

/** The HTTP filter that verifies tokens, and the name under which it leaves the claims in the request's metadata. */
export const JWT_FILTER = 'envoy.filters.http.jwt_authn';
export const JWT_PAYLOAD = 'payload';

export const HTTP_RBAC_FILTER = 'envoy.filters.http.rbac';
export const TCP_RBAC_FILTER = 'envoy.filters.network.rbac';

/** Filters that do nothing by themselves: routes carry their settings. */
export const CORS_FILTER = 'envoy.filters.http.cors';
export const FAULT_FILTER = 'envoy.filters.http.fault';

/** Of a cluster's typed extension options. */
export const HTTP_PROTOCOL_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** SDS names of the workload's own certificate and of the mesh's root, as Istio's agent serves them. */
export const WORKLOAD_CERTIFICATE = 'default';
export const ROOT_CERTIFICATE = 'ROOTCA';

/** The listener for everything that is sent to a sidecar's pod. */
export const INBOUND_LISTENER_NAME = 'virtualInbound';
