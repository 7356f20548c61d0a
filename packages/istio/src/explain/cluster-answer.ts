import { HTTP_PROTOCOL_OPTIONS } from '../xds/names.ts';
import { typedConfigOf } from '../xds/typed-config.ts';
import type { Cluster, ClusterLoadAssignment, LbEndpoint, ProxyConfig } from '../xds/types.ts';
import { pick } from './pick.ts';
import { upstreamTlsAnswer } from './upstream-tls-answer.ts';

/** What a cluster does with requests, under Envoy's field names. */
export type ClusterAnswer = Readonly<Record<string, unknown>>;

/** `missing`: the proxy has no such cluster, so that requests are answered with 503 (flag NC). */
export function clusterAnswer({ clusters, endpoints }: ProxyConfig, name: string): ClusterAnswer {
  const cluster = clusters.find((candidate) => candidate.name === name);
  if (!cluster) return { missing: true };
  const assignment = cluster.loadAssignment ?? endpoints.find(({ clusterName }) => clusterName === name);
  const { commonLbConfig } = cluster;
  return {
    ...pick(cluster, [
      'type',
      'lbPolicy',
      'connectTimeout',
      'outlierDetection',
      'upstreamConnectionOptions',
      'ringHashLbConfig',
      'maglevLbConfig',
      'roundRobinLbConfig',
      'leastRequestLbConfig',
    ]),
    circuitBreakers: cluster.circuitBreakers?.thresholds[0],
    ...(commonLbConfig?.healthyPanicThreshold && {
      healthyPanicThreshold: commonLbConfig.healthyPanicThreshold.value,
    }),
    ...protocolOptions(cluster),
    ...(assignment && { endpoints: endpointAnswers(assignment) }),
    tls: upstreamTlsAnswer(cluster),
  };
}

function protocolOptions({ typedExtensionProtocolOptions }: Cluster): ClusterAnswer {
  const typedConfig = typedExtensionProtocolOptions?.[HTTP_PROTOCOL_OPTIONS];
  const options = typedConfigOf({ typedConfig }, HTTP_PROTOCOL_OPTIONS);
  if (!options) return {};
  const http2 = options.explicitHttpConfig?.http2ProtocolOptions !== undefined;
  const upstreamProtocol = options.useDownstreamProtocolConfig ? 'downstream' : http2 ? 'http2' : 'http1';
  return { httpProtocolOptions: { ...options.commonHttpProtocolOptions, upstreamProtocol } };
}

function endpointAnswers({ endpoints }: ClusterLoadAssignment): ClusterAnswer[] {
  return endpoints.flatMap(({ lbEndpoints }) => lbEndpoints).map(endpointAnswer);
}

function endpointAnswer({ endpoint, metadata, loadBalancingWeight }: LbEndpoint): ClusterAnswer {
  const { address, portValue } = endpoint.address.socketAddress;
  const workload = metadata?.filterMetadata.lab?.workload;
  const tlsMode = metadata?.filterMetadata['envoy.transport_socket_match']?.tlsMode ?? 'disabled';
  return {
    ...(workload ? { workload } : { address }),
    port: portValue,
    tlsMode,
    ...(loadBalancingWeight && { weight: loadBalancingWeight }),
  };
}
