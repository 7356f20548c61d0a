import type { Route, RouteConfiguration } from '../types.ts';

/** Where the requests of one inbound chain go, and under which name its spans report them. */
interface InboundRouteOptions {
  readonly cluster: string;
  /** The Service's port, 0 for a chain of no Service. */
  readonly servicePort: number;
  /** `HOST:PORT`, the part of the operation's name before the slash. */
  readonly operationHost: string;
  readonly grpc: boolean;
}

/**
 * The routes of an inbound chain: everything goes to the application. There is no timeout, also none that a
 * gRPC client asked for, as callers set theirs. A request that the application's connection lost before a byte
 * was sent is sent again, except gRPC, whose streams may live long.
 * Source: istio pilot/pkg/networking/core/route/route.go, `BuildDefaultHTTPInboundRoute`.
 */
export function inboundRouteConfiguration(options: InboundRouteOptions): RouteConfiguration {
  const { cluster, servicePort, operationHost, grpc } = options;
  const route: Route = {
    name: 'default',
    match: { prefix: '/' },
    decorator: { operation: `${operationHost}/*` },
    route: {
      cluster,
      timeout: '0s',
      maxStreamDuration: { maxStreamDuration: '0s', grpcTimeoutHeaderMax: '0s' },
      ...(grpc ? {} : { retryPolicy: { retryOn: 'reset-before-request', numRetries: 2 } }),
    },
  };
  return {
    name: cluster,
    virtualHosts: [{ name: `inbound|http|${servicePort}`, domains: ['*'], routes: [route] }],
    validateClusters: false,
  };
}
