/** What the name of a cluster says: whose calls it takes, to which port, subset and host. */
export interface ClusterName {
  readonly direction: 'inbound' | 'outbound';
  /** The Service's port; of an inbound cluster the port that the application listens on. */
  readonly port: number;
  /** Empty for the service as a whole, and inbound. */
  readonly subset: string;
  /** Empty inbound. */
  readonly hostname: string;
}

/** The name Istio gives an outbound cluster: `outbound|PORT|SUBSET|HOST`. */
export function outboundClusterName(port: number, subset: string, hostname: string): string {
  return `outbound|${port}|${subset}|${hostname}`;
}

/** Of the cluster that leads to the application: `inbound|PORT||`. */
export function inboundClusterName(port: number): string {
  return `inbound|${port}||`;
}

/** Undefined for clusters with other names, such as `PassthroughCluster`. */
export function parseClusterName(name: string): ClusterName | undefined {
  const [, direction, port, subset = '', hostname = ''] =
    /^(inbound|outbound)\|(\d+)\|([^|]*)\|(.*)$/.exec(name) ?? [];
  if (direction !== 'inbound' && direction !== 'outbound') return undefined;
  return { direction, port: Number(port), subset, hostname };
}

/** An outbound cluster's name without characters that a TLS client hello forbids: the SNI of Istio's mutual TLS. */
export function outboundServerName(port: number, subset: string, hostname: string): string {
  return `outbound_.${port}_.${subset}_.${hostname}`;
}

export const PASSTHROUGH_CLUSTER = 'PassthroughCluster';
/** For the ports of a pod that no Service leads to: it sends on to the port that was dialled. */
export const INBOUND_PASSTHROUGH_CLUSTER = 'InboundPassthroughCluster';
export const BLACK_HOLE_CLUSTER = 'BlackHoleCluster';
/** Of a backend that a route of the Gateway API may not use; there never is such a cluster. */
export const UNKNOWN_SERVICE_CLUSTER = 'UnknownService';
