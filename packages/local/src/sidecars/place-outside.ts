import type { Cluster, ClusterLoadAssignment, LbEndpoint } from '@lab/istio';
import { isThisMachine } from './this-machine.ts';

/**
 * Whether a sidecar may send to an endpoint that is no pod: manifests can name any address, and a request from a web page then
 * goes there. Programs of this machine and files are not theirs to reach.
 */
export function mayBeSentTo({ endpoint: { address } }: LbEndpoint): boolean {
  const { socketAddress } = address as Partial<typeof address>;
  return socketAddress !== undefined && !isThisMachine(socketAddress.address);
}

/** A cluster that has its endpoints with it, without those that may not be sent to. */
export function withoutThisMachine(cluster: Cluster): Cluster {
  const { loadAssignment } = cluster;
  return loadAssignment ? { ...cluster, loadAssignment: filtered(loadAssignment) } : cluster;
}

function filtered(assignment: ClusterLoadAssignment): ClusterLoadAssignment {
  const endpoints = assignment.endpoints.map((locality) => ({
    ...locality,
    lbEndpoints: locality.lbEndpoints.filter(mayBeSentTo),
  }));
  return { ...assignment, endpoints: endpoints.filter(({ lbEndpoints }) => lbEndpoints.length > 0) };
}
