import type { Cluster, DnsCacheConfig, HttpFilter } from '@lab/istio';

/** The cluster of whatever host a request names. */
export const ANY_HOST_CLUSTER = 'any_host';

/** Filter and cluster share it, and have to agree on every field. */
const DNS_CACHE: DnsCacheConfig = { name: ANY_HOST_CLUSTER, dnsLookupFamily: 'V4_PREFERRED' };

/** Looks up the host of a request that is for {@link ANY_HOST_CLUSTER} (Envoy documentation, "Dynamic forward proxy"). */
export function anyHostFilter(): HttpFilter {
  return {
    name: 'envoy.filters.http.dynamic_forward_proxy',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig',
      dnsCacheConfig: DNS_CACHE,
    },
  };
}

/** Sends to the address that {@link anyHostFilter} found. */
export function anyHostCluster(): Cluster {
  return {
    name: ANY_HOST_CLUSTER,
    connectTimeout: '10s',
    lbPolicy: 'CLUSTER_PROVIDED',
    clusterType: {
      name: 'envoy.clusters.dynamic_forward_proxy',
      typedConfig: {
        '@type': 'type.googleapis.com/envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig',
        dnsCacheConfig: DNS_CACHE,
      },
    },
  };
}
