import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { spiffeId } from '../../model/spiffe-id.ts';
import { BLACK_HOLE_CLUSTER, parseClusterName } from '../../xds/clusters/cluster-name.ts';
import type { Cluster, ClusterWeight, LbEndpoint, ProxyConfig } from '../../xds/types.ts';
import { matchesString } from '../string-match.ts';
import { type UpstreamTlsAnswer, upstreamTlsAnswer } from '../upstream-tls-answer.ts';
import { ejectionOf } from './ejection.ts';
import { requestChanges } from './header-changes.ts';
import type { DestinationStep, EndpointGroup, JourneyQuestion, ServerStep } from './journey.ts';
import { ruleAnswer } from './rule-values.ts';

/** What of a request is known when it leaves the caller's proxy for a cluster. */
export interface Departure {
  readonly mesh: Mesh;
  readonly caller: Pod;
  readonly config: ProxyConfig;
  readonly readiness: JourneyQuestion['readiness'];
  /** Asks the proxy of a workload. */
  arrive(
    workload: string,
    port: number,
    tls: UpstreamTlsAnswer,
    isMutual: boolean,
    http2: boolean,
  ): ServerStep;
}

/** A cluster that a route sends to, with the share of the route's requests. */
export function destinationStep(
  departure: Departure,
  target: Pick<ClusterWeight, 'name'> & Partial<ClusterWeight>,
  share: number,
): DestinationStep {
  const { mesh, config } = departure;
  const cluster = config.clusters.find(({ name }) => name === target.name);
  const named = parseClusterName(target.name);
  const common = {
    cluster: target.name,
    ...(named && { host: named.hostname, port: named.port }),
    ...(named?.subset && { subset: named.subset }),
    share,
    request: requestChanges(target),
  };
  if (!cluster) return { ...common, ...MISSING };
  const rule = named ? ruleAnswer(mesh, cluster, named.hostname, named.port) : { otherRules: [] };
  const endpoints = endpointsIn(config, cluster);
  const groups = groupEndpoints(endpoints, departure.readiness);
  const upstream = upstreamTlsAnswer(cluster);
  const isOutside = endpoints.length > 0 && endpoints.every((endpoint) => !workloadOf(endpoint));
  const kind =
    target.name === BLACK_HOLE_CLUSTER
      ? 'passthrough'
      : isOutside || cluster.type === 'STRICT_DNS' || cluster.type === 'LOGICAL_DNS'
        ? 'external'
        : 'service';
  return {
    ...common,
    kind,
    endpoints: groups,
    ...rule,
    ...ejectionOf(cluster),
    tls: tlsOf(departure, upstream, endpoints),
    servers: groups.flatMap((group) => serversOf(departure, cluster, upstream, endpoints, group)),
  };
}

const MISSING = {
  kind: 'missing',
  endpoints: [],
  otherRules: [],
  tls: { onWire: 'plaintext', mode: 'DISABLE' },
  servers: [],
} as const;

function endpointsIn({ endpoints, dialled = [] }: ProxyConfig, cluster: Cluster): readonly LbEndpoint[] {
  const assigned =
    cluster.loadAssignment ??
    [...endpoints, ...dialled].find(({ clusterName }) => clusterName === cluster.name);
  return (assigned?.endpoints ?? []).flatMap(({ lbEndpoints }) => lbEndpoints);
}

function workloadOf({ metadata }: LbEndpoint): string | undefined {
  const workload = metadata?.filterMetadata.lab?.workload;
  return typeof workload === 'string' ? workload : undefined;
}

function takesMutualTls({ metadata }: LbEndpoint): boolean {
  return metadata?.filterMetadata['envoy.transport_socket_match']?.tlsMode === 'istio';
}

function groupEndpoints(
  endpoints: readonly LbEndpoint[],
  readiness: JourneyQuestion['readiness'],
): EndpointGroup[] {
  const keyOf = (endpoint: LbEndpoint) => {
    const { address, portValue = 0 } = endpoint.endpoint.address.socketAddress;
    return `${workloadOf(endpoint) ?? address} ${portValue}`;
  };
  return [...Map.groupBy(endpoints, keyOf).values()].map((group) => {
    const [first] = group as [LbEndpoint];
    const { address, portValue = 0 } = first.endpoint.address.socketAddress;
    const workload = workloadOf(first);
    const known = workload === undefined ? undefined : readiness?.[workload];
    const none = readiness && workload !== undefined ? { pods: group.length, ready: 0 } : undefined;
    const counted = known ?? none ?? { pods: group.length, ready: group.length };
    return { workload: workload ?? address, port: portValue, ...counted };
  });
}

function isMutual({ mode }: UpstreamTlsAnswer, endpoint: LbEndpoint | undefined): boolean {
  return (
    mode === 'ISTIO_MUTUAL' || (mode === 'AUTO_MTLS' && endpoint !== undefined && takesMutualTls(endpoint))
  );
}

function tlsOf(
  { mesh, caller }: Departure,
  upstream: UpstreamTlsAnswer,
  endpoints: readonly LbEndpoint[],
): DestinationStep['tls'] {
  const { mode, sni } = upstream;
  const mutual = endpoints.filter((endpoint) => isMutual(upstream, endpoint)).length;
  const all = mode === 'ISTIO_MUTUAL' || (mutual > 0 && mutual === endpoints.length);
  const onWire = all
    ? 'mutual'
    : mutual > 0
      ? 'mixed'
      : mode === 'SIMPLE' || mode === 'MUTUAL'
        ? 'tls'
        : 'plaintext';
  const identity = spiffeId({ ...caller, trustDomain: mesh.config.trustDomain });
  return { onWire, mode, ...(sni && { sni }), ...(mutual > 0 && { identity }) };
}

function serversOf(
  { arrive }: Departure,
  cluster: Cluster,
  upstream: UpstreamTlsAnswer,
  endpoints: readonly LbEndpoint[],
  { workload, port }: EndpointGroup,
): ServerStep[] {
  const endpoint = endpoints.find((candidate) => workloadOf(candidate) === workload);
  if (!endpoint) return [];
  const mutual = isMutual(upstream, endpoint);
  const server = arrive(workload, port, upstream, mutual, upgradesToHttp2(cluster));
  const { subjectAltNames } = upstream;
  const accepted = subjectAltNames?.some((matcher) => matchesString(matcher, server.identity)) ?? true;
  if (accepted || !mutual) return [server];
  return [{ ...server, failure: { kind: 'wrong-server-identity', detail: server.identity } }];
}

function upgradesToHttp2({ typedExtensionProtocolOptions }: Cluster): boolean {
  return JSON.stringify(typedExtensionProtocolOptions ?? {}).includes(
    '"explicitHttpConfig":{"http2ProtocolOptions"',
  );
}
