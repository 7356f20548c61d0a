import type {
  GatewayClassSpec,
  HttpRouteSpec,
  KubernetesGatewaySpec,
  ReferenceGrantSpec,
} from '../resources/gateway-api-types.ts';
import type {
  AuthorizationPolicySpec,
  DestinationRuleSpec,
  GatewaySpec,
  PeerAuthenticationSpec,
  RequestAuthenticationSpec,
  ServiceEntrySpec,
  SidecarSpec,
  TelemetrySpec,
  VirtualServiceSpec,
} from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import type { MeshConfig } from './mesh-config.ts';
import type { Pod, Service } from './registry.ts';

/**
 * Everything a proxy's configuration is made from: the registry (services, pods) and the policies, as
 * accepted. Built once from the resources by `buildMesh`, never changed.
 */
export interface Mesh {
  readonly config: MeshConfig;
  readonly namespaces: ReadonlyMap<string, Resource>;
  readonly services: readonly Service[];
  readonly pods: readonly Pod[];
  readonly virtualServices: readonly Resource<VirtualServiceSpec>[];
  readonly destinationRules: readonly Resource<DestinationRuleSpec>[];
  readonly gateways: readonly Resource<GatewaySpec>[];
  readonly serviceEntries: readonly Resource<ServiceEntrySpec>[];
  readonly sidecars: readonly Resource<SidecarSpec>[];
  readonly peerAuthentications: readonly Resource<PeerAuthenticationSpec>[];
  readonly requestAuthentications: readonly Resource<RequestAuthenticationSpec>[];
  readonly authorizationPolicies: readonly Resource<AuthorizationPolicySpec>[];
  readonly telemetries: readonly Resource<TelemetrySpec>[];
  /** The Gateway API's Gateways, which are other things than Istio's own of that name. */
  readonly kubernetesGateways: readonly Resource<KubernetesGatewaySpec>[];
  readonly gatewayClasses: readonly Resource<GatewayClassSpec>[];
  readonly httpRoutes: readonly Resource<HttpRouteSpec>[];
  /** Kubernetes Secrets; what is in them is in `raw`. */
  readonly secrets: readonly Resource[];
  readonly referenceGrants: readonly Resource<ReferenceGrantSpec>[];
}
