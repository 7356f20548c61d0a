import { type DestinationRule, destinationRuleFor } from '../../model/destination-rule.ts';
import { endpointsOf } from '../../model/endpoints.ts';
import type { Mesh } from '../../model/mesh.ts';
import { oncePer, perMeshAnd } from '../../model/per-mesh.ts';
import type { Pod, Service, ServicePort } from '../../model/registry.ts';
import { type ClusterPolicy, clusterPolicy, type Subset } from '../../model/traffic-policy.ts';
import { formatDuration } from '../duration.ts';
import { HTTP_PROTOCOL_OPTIONS } from '../names.ts';
import type { Cluster, ClusterLoadAssignment, ConfigSource, Metadata, NamedExtension } from '../types.ts';
import { circuitBreakers } from './circuit-breakers.ts';
import { outboundClusterName } from './cluster-name.ts';
import { httpProtocolOptions, speaksHttp2 } from './http-protocol-options.ts';
import { loadAssignment } from './load-assignment.ts';
import { loadBalancerFields } from './load-balancer.ts';
import { healthyPanicThreshold, outlierDetection } from './outlier-detection.ts';
import { tcpKeepalive } from './tcp-keepalive.ts';
import { autoServerName, upstreamTls } from './upstream-tls.ts';

/** A cluster and its endpoints: those that the control plane lists, or the pods whose addresses a caller may dial. */
export interface OutboundCluster {
  readonly cluster: Cluster;
  readonly assignment?: ClusterLoadAssignment;
}

/**
 * The clusters of a service as one proxy sees it: one for each port, and one more for each subset that the
 * proxy's DestinationRule has (istio cluster.go, `buildOutboundClusters`).
 */
export function outboundClusters(mesh: Mesh, pod: Pod, service: Service): readonly OutboundCluster[] {
  const rule = destinationRuleFor(mesh, pod, service);
  return clustersUnder(rule ?? NO_RULE)[pod.proxy](mesh, service);
}

/** Of the proxies of one kind, all with the same DestinationRule have the same clusters. */
const clustersUnder = oncePer((applied: DestinationRule | typeof NO_RULE) => {
  const rule = 'name' in applied ? applied : undefined;
  const clustersOf = (proxy: Pod['proxy']) =>
    perMeshAnd((mesh, service: Service) => buildClusters(mesh, proxy, service, rule));
  return {
    sidecar: clustersOf('sidecar'),
    gateway: clustersOf('gateway'),
    none: clustersOf('none'),
  } satisfies Record<Pod['proxy'], unknown>;
});

const NO_RULE = {};

function buildClusters(
  mesh: Mesh,
  proxy: Pod['proxy'],
  service: Service,
  rule: DestinationRule | undefined,
): readonly OutboundCluster[] {
  const subsets = [undefined, ...(rule?.subsets ?? [])];
  return service.ports
    .filter(({ protocol }) => protocol !== 'udp')
    .flatMap((port) =>
      subsets.flatMap((subset) => outboundCluster({ mesh, proxy, service, port, rule, subset }) ?? []),
    );
}

interface ClusterInput {
  readonly mesh: Mesh;
  /** Of the caller. */
  readonly proxy: Pod['proxy'];
  readonly service: Service;
  readonly port: ServicePort;
  readonly rule: DestinationRule | undefined;
  readonly subset: Subset | undefined;
}

function outboundCluster(input: ClusterInput): OutboundCluster | undefined {
  const { mesh, service, port, rule, subset } = input;
  const name = outboundClusterName(port.port, subset?.name ?? '', service.hostname);
  const policy = clusterPolicy(rule?.trafficPolicy, port.port, subset);
  const assignment = loadAssignment(mesh, name, service, port, rule, subset);
  const balancing = loadBalancing(input, policy);
  // A name that is looked up needs something to look up: a subset that no endpoint is in has no cluster.
  const listed = balancing.type === 'STRICT_DNS' || balancing.type === 'LOGICAL_DNS';
  if (listed && assignment.endpoints.length === 0) return undefined;
  const cluster: Cluster = {
    name,
    altStatName: `${name};`,
    ...balancing,
    connectTimeout: connectTimeout(mesh, policy),
    circuitBreakers: circuitBreakers(policy.connectionPool),
    ...tcpKeepalive(policy.connectionPool),
    ...(policy.outlierDetection && {
      outlierDetection: outlierDetection(policy.outlierDetection),
      commonLbConfig: healthyPanicThreshold(policy.outlierDetection),
    }),
    ...security(input, policy, balancing.type),
    metadata: rule ? ruleMetadata(rule, subset) : undefined,
    ...discovery(name, balancing.type, assignment),
  };
  return { cluster, ...(!cluster.loadAssignment && { assignment }) };
}

function loadBalancing(
  { service, proxy, port }: ClusterInput,
  policy: ClusterPolicy,
): Partial<Cluster> & Pick<Cluster, 'type'> {
  const type = discoveryType(service, proxy);
  if (type === 'ORIGINAL_DST') return { type, lbPolicy: 'CLUSTER_PROVIDED', ...portOverride(service, port) };
  return { type, ...loadBalancerFields(policy.loadBalancer) };
}

/** A ServiceEntry without resolution may still send to another port of the address that was dialled. */
function portOverride({ registry }: Service, { port, targetPort }: ServicePort): Partial<Cluster> {
  if (registry !== 'service-entry' || typeof targetPort !== 'number' || targetPort === port) return {};
  return { originalDstLbConfig: { upstreamPortOverride: targetPort } };
}

/** A gateway has no address that the client chose, so that it looks a headless service's endpoints up. */
function discoveryType({ resolution }: Service, proxy: Pod['proxy']): Cluster['type'] {
  if (resolution === 'dns') return 'STRICT_DNS';
  if (resolution === 'dns-round-robin') return 'LOGICAL_DNS';
  return resolution === 'passthrough' && proxy !== 'gateway' ? 'ORIGINAL_DST' : 'EDS';
}

function connectTimeout({ config }: Mesh, { connectionPool }: ClusterPolicy): string {
  return formatDuration(connectionPool?.tcp.connectTimeout || config.connectTimeoutMs);
}

/** TLS, and the HTTP settings that depend on it. */
function security(input: ClusterInput, policy: ClusterPolicy, type: Cluster['type']): Partial<Cluster> {
  const { mesh, proxy, service, port, subset } = input;
  const auto = autoServerName(policy.tls);
  const upstream = { protocol: port.protocol, followsCaller: proxy === 'sidecar', ...(auto && { auto }) };
  const options = httpProtocolOptions(upstream, policy.connectionPool);
  const endpoints = endpointsOf(mesh, service, port);
  const tls = upstreamTls(
    mesh,
    {
      service,
      port,
      subset: subset?.name ?? '',
      type,
      http2: speaksHttp2(upstream, policy.connectionPool),
      allTakeMutualTls: endpoints.length > 0 && endpoints.every(({ tlsMode }) => tlsMode === 'istio'),
      namesSecrets: proxy === 'gateway' || input.rule?.workloadSelector !== undefined,
    },
    policy.tls,
  );
  return { ...tls, ...(options && { typedExtensionProtocolOptions: { [HTTP_PROTOCOL_OPTIONS]: options } }) };
}

/** Says which DestinationRule shaped the cluster, in the place where istiod says it. */
function ruleMetadata({ name, namespace }: DestinationRule, subset: Subset | undefined): Metadata {
  const config = `/apis/networking.istio.io/v1/namespaces/${namespace}/destination-rule/${name}`;
  return { filterMetadata: { istio: { config, ...(subset && { subset: subset.name }) } } };
}

/** A socket of the resolver is for 100 questions (`PILOT_DNS_CARES_UDP_MAX_QUERIES`), so that ports are not used for good. */
const DNS_RESOLVER: NamedExtension = {
  name: 'envoy.network.dns_resolver.cares',
  typedConfig: {
    '@type': 'type.googleapis.com/envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig',
    udpMaxQueries: 100,
  },
};

/** No fetch timeout: a cluster waits for its endpoints. */
const EDS_SOURCE: ConfigSource = { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' };

function discovery(name: string, type: Cluster['type'], assignment: ClusterLoadAssignment): Partial<Cluster> {
  if (type === 'EDS') return { edsClusterConfig: { serviceName: name, edsConfig: EDS_SOURCE } };
  if (type === 'ORIGINAL_DST') return {};
  return {
    loadAssignment: assignment,
    dnsLookupFamily: 'V4_ONLY',
    typedDnsResolverConfig: DNS_RESOLVER,
    dnsJitter: '0.100s',
    dnsRefreshRate: '60s',
    respectDnsTtl: true,
  };
}
