import type { Cluster, ClusterLoadAssignment, ConfigSource, ProxyConfig } from '@lab/istio';

/**
 * The clusters that send to whatever pod the application dialled (a headless Service's), as clusters that know its pods:
 * the address that was dialled is gone on loopback. One sends to all of them, as the Service's name stands for all; one
 * more for each pod is for the listener at that pod's address.
 */
export function placeDialled({ dialled = [], ...config }: ProxyConfig): ProxyConfig {
  const assignments = new Map(dialled.map((assignment) => [assignment.clusterName, assignment]));
  const single = dialled.flatMap(perPod);
  const clusters = config.clusters.flatMap((cluster) => {
    if (!assignments.has(cluster.name)) return cluster;
    const own = single.filter(({ of }) => of === cluster.name);
    return [cluster.name, ...own.map(({ assignment }) => assignment.clusterName)].map((name) =>
      discovered(cluster, name),
    );
  });
  const endpoints = [...config.endpoints, ...dialled, ...single.map(({ assignment }) => assignment)];
  return { ...config, clusters, endpoints };
}

/** The name of the copy of a cluster for one pod's address. */
export function dialledCluster(cluster: string, address: string): string {
  return `${cluster}@${address}`;
}

function perPod({ clusterName, endpoints }: ClusterLoadAssignment) {
  return endpoints
    .flatMap(({ lbEndpoints }) => lbEndpoints)
    .map((endpoint) => {
      const { address } = endpoint.endpoint.address.socketAddress;
      const name = dialledCluster(clusterName, address);
      return {
        of: clusterName,
        assignment: { clusterName: name, endpoints: [{ lbEndpoints: [endpoint] }] },
      };
    });
}

function discovered(cluster: Cluster, name: string): Cluster {
  const { originalDstLbConfig: _, ...rest } = cluster;
  const edsConfig: ConfigSource = { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' };
  return {
    ...rest,
    name,
    altStatName: `${name};`,
    type: 'EDS',
    lbPolicy: 'ROUND_ROBIN',
    edsClusterConfig: { serviceName: name, edsConfig },
  };
}
