/**
 * What Istio sets on listeners whatever the resources say: the defaults of its feature flags (istio
 * pilot/pkg/features/pilot.go).
 */

/** How the HTTP inspector names the HTTP versions that are taken for HTTP; 1.0 is passed on as bytes (`PILOT_HTTP10`). */
export const PLAIN_HTTP_ALPN = ['http/1.1', 'h2c'];

/** For how long a handshake may take (`PILOT_GATEWAY_TRANSPORT_SOCKET_CONNECT_TIMEOUT`). */
export const TRANSPORT_SOCKET_TIMEOUT = '15s';

/** Of a listener that binds its port (`MAX_CONNECTIONS_PER_SOCKET_EVENT_LOOP`): other events get their turn. */
export const MAX_CONNECTIONS_PER_EVENT = 1;
