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
import { buildPods } from './build-pods.ts';
import { buildServices } from './build-services.ts';
import type { Mesh } from './mesh.ts';
import { readMeshConfig } from './mesh-config.ts';
import { oldestFirst } from './oldest-first.ts';

/**
 * Builds the registry and sorts the policies the way Istio ranks them, oldest first.
 * Takes resources that validation has accepted; a kind that the mesh does not know is left out.
 */
export function buildMesh(resources: readonly Resource[]): Mesh {
  const config = readMeshConfig(resources);
  const namespaces = new Map(
    resources
      .filter(({ kind }) => kind === 'Namespace')
      .map((resource) => [resource.metadata.name, resource]),
  );
  const policies = <Spec>(group: string, kind: string) =>
    oldestFirst(resources.filter((resource): resource is Resource<Spec> => isOf(resource, group, kind)));
  const serviceEntries = policies<ServiceEntrySpec>('networking.istio.io', 'ServiceEntry');
  return {
    config,
    namespaces,
    services: buildServices(resources, serviceEntries, config.domain),
    pods: buildPods(resources, namespaces),
    virtualServices: policies<VirtualServiceSpec>('networking.istio.io', 'VirtualService'),
    destinationRules: policies<DestinationRuleSpec>('networking.istio.io', 'DestinationRule'),
    gateways: policies<GatewaySpec>('networking.istio.io', 'Gateway'),
    serviceEntries,
    sidecars: policies<SidecarSpec>('networking.istio.io', 'Sidecar'),
    peerAuthentications: policies<PeerAuthenticationSpec>('security.istio.io', 'PeerAuthentication'),
    requestAuthentications: policies<RequestAuthenticationSpec>('security.istio.io', 'RequestAuthentication'),
    authorizationPolicies: policies<AuthorizationPolicySpec>('security.istio.io', 'AuthorizationPolicy'),
    telemetries: policies<TelemetrySpec>('telemetry.istio.io', 'Telemetry'),
    kubernetesGateways: policies<KubernetesGatewaySpec>('gateway.networking.k8s.io', 'Gateway'),
    gatewayClasses: policies<GatewayClassSpec>('gateway.networking.k8s.io', 'GatewayClass'),
    httpRoutes: policies<HttpRouteSpec>('gateway.networking.k8s.io', 'HTTPRoute'),
    secrets: resources.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Secret'),
    referenceGrants: policies<ReferenceGrantSpec>('gateway.networking.k8s.io', 'ReferenceGrant'),
  };
}

function isOf(resource: Resource, group: string, kind: string): boolean {
  return resource.kind === kind && resource.apiVersion.startsWith(`${group}/`);
}
