export { admitResources } from './analysis/admit-resources.ts';
export { type CheckedResources, checkResources, hasError, isReadable } from './analysis/check-resources.ts';
export type { DiffProbe } from './diff/ask.ts';
export { type DiffSide, diffMeshes } from './diff/diff-meshes.ts';
export { type Cause, type Change, DANGEROUS, EFFECTS, type Effect, type MeshDiff } from './diff/mesh-diff.ts';
export type { Answer, Outcome, Trail } from './explain/answer.ts';
export { explainRequest } from './explain/explain-request.ts';
export { isSecret } from './explain/failed-match.ts';
export { chainsForDestination } from './explain/filter-chain-match.ts';
export { isInRange } from './explain/ip-range.ts';
export { explainJourney } from './explain/journey/explain-journey.ts';
export { explainCluster } from './explain/journey/hop.ts';
export { OUTSIDE } from './explain/journey/hop-from-outside.ts';
export type * as journey from './explain/journey/journey.ts';
export { type JwtToken, readToken } from './explain/journey/read-token.ts';
export { routeSource } from './explain/journey/sources.ts';
export { lacksToken } from './explain/lacks-token.ts';
export { type MissingCluster, missingCluster } from './explain/missing-cluster.ts';
export { placeOfRejection } from './explain/place-of-rejection.ts';
export type { Probe, ProbeRequest } from './explain/probe.ts';
export { type HostRoutes, type RouteCandidate, routeCandidates } from './explain/route-candidates.ts';
export { effectOf, type FindingCode, findingTitle, type Severity } from './findings/catalogue.ts';
export { type Finding, finding, findingOf } from './findings/finding.ts';
export { type Message, message } from './findings/message.ts';
export { at, formatPath, type Place, resourceName, type SourceLocation } from './findings/place.ts';
export { didYouMean } from './findings/suggest.ts';
export { buildMesh } from './model/build-mesh.ts';
export { destinationRules } from './model/destination-rule.ts';
export { type Endpoint, endpointsOf, selectsPod } from './model/endpoints.ts';
export { isSubsetOf } from './model/hostname.ts';
export { hasLabels } from './model/label-selector.ts';
export type { Mesh } from './model/mesh.ts';
export { isAttached } from './model/policy-attachment.ts';
export { canonicalService } from './model/proxy-identity.ts';
export type { Pod, Service, ServicePort } from './model/registry.ts';
export { SPIFFE_SCHEME, spiffeId, type WorkloadIdentity } from './model/spiffe-id.ts';
export { unsupportedFindings } from './model/unsupported.ts';
export type * as kubernetes from './resources/kubernetes-types.ts';
export { oncePer } from './resources/once-per.ts';
export { areSame } from './resources/once-per-list.ts';
export { type ManifestText, parseManifests } from './resources/parse-manifests.ts';
export { type ParseOptions, type ParseResult, parseResources } from './resources/parse-resources.ts';
export { fromPortable, type PortableResource, toPortable } from './resources/portable-resource.ts';
export { MOST_CHARACTERS, yamlFindings } from './resources/read-yaml.ts';
export type { Resource } from './resources/resource.ts';
export {
  BLACK_HOLE_CLUSTER,
  INBOUND_PASSTHROUGH_CLUSTER,
  inboundClusterName,
  parseClusterName,
} from './xds/clusters/cluster-name.ts';
export { HTTP_CONNECTION_MANAGER } from './xds/names.ts';
export { translate } from './xds/translate.ts';
export { httpConnectionManagerOf, tcpProxyOf, typedConfigOf } from './xds/typed-config.ts';
export type {
  Bootstrap,
  CidrRange,
  Cluster,
  ClusterLoadAssignment,
  ConfigSource,
  DiscoveryResponse,
  DnsCacheConfig,
  FilterChain,
  FilterStateValue,
  HttpFilter,
  LbEndpoint,
  Listener,
  NamedExtension,
  NetworkFilter,
  Permission,
  Principal,
  ProxyConfig,
  Route,
  RouteConfiguration,
  Secret,
  VirtualHost,
} from './xds/types.ts';
