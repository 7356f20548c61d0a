/** The name Istio gives an outbound cluster: `outbound|PORT|SUBSET|HOST`. */
export function outboundClusterName(port: number, subset: string, hostname: string): string {
  return `outbound|${port}|${subset}|${hostname}`;
}

/** The same without characters that a TLS client hello forbids: the SNI of Istio's mutual TLS. */
export function outboundServerName(port: number, subset: string, hostname: string): string {
  return `outbound_.${port}_.${subset}_.${hostname}`;
}

export const PASSTHROUGH_CLUSTER = 'PassthroughCluster';
export const BLACK_HOLE_CLUSTER = 'BlackHoleCluster';
/** Of a backend that a route of the Gateway API may not use; there never is such a cluster. */
export const UNKNOWN_SERVICE_CLUSTER = 'UnknownService';
