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
import { oncePerList } from '../resources/once-per-list.ts';
import type { Resource } from '../resources/resource.ts';
import { buildPods, POD_KINDS } from './build-pods.ts';
import { buildServices } from './build-services.ts';
import type { Mesh } from './mesh.ts';
import { isMeshConfigMap, readMeshConfig } from './mesh-config.ts';
import { oldestFirst } from './oldest-first.ts';

/**
 * Builds the registry and sorts the policies the way Istio ranks them, oldest first.
 * Takes resources that validation has accepted; a kind that the mesh does not know is left out. A part that is made from
 * the same resources as in the mesh before is the same object.
 */
export function buildMesh(resources: readonly Resource[]): Mesh {
  const byKind = Map.groupBy(resources, ({ kind }) => kind);
  const policies = <Spec>(group: string, kind: string) =>
    ranked((byKind.get(kind) ?? []).filter((resource) => isOf(resource, group))) as readonly Resource<Spec>[];
  return {
    config: configOf((byKind.get('ConfigMap') ?? []).filter(isMeshConfigMap)),
    namespaces: namespacesOf(byKind.get('Namespace') ?? []),
    services: servicesOf(resources.filter((resource) => isOfServices(resource))),
    pods: podsOf(resources.filter(({ kind }) => kind === 'Namespace' || POD_KINDS.has(kind))),
    virtualServices: policies<VirtualServiceSpec>('networking.istio.io', 'VirtualService'),
    destinationRules: policies<DestinationRuleSpec>('networking.istio.io', 'DestinationRule'),
    gateways: policies<GatewaySpec>('networking.istio.io', 'Gateway'),
    serviceEntries: policies<ServiceEntrySpec>('networking.istio.io', 'ServiceEntry'),
    sidecars: policies<SidecarSpec>('networking.istio.io', 'Sidecar'),
    peerAuthentications: policies<PeerAuthenticationSpec>('security.istio.io', 'PeerAuthentication'),
    requestAuthentications: policies<RequestAuthenticationSpec>('security.istio.io', 'RequestAuthentication'),
    authorizationPolicies: policies<AuthorizationPolicySpec>('security.istio.io', 'AuthorizationPolicy'),
    telemetries: policies<TelemetrySpec>('telemetry.istio.io', 'Telemetry'),
    kubernetesGateways: policies<KubernetesGatewaySpec>('gateway.networking.k8s.io', 'Gateway'),
    gatewayClasses: policies<GatewayClassSpec>('gateway.networking.k8s.io', 'GatewayClass'),
    httpRoutes: policies<HttpRouteSpec>('gateway.networking.k8s.io', 'HTTPRoute'),
    secrets: asWritten((byKind.get('Secret') ?? []).filter(({ apiVersion }) => apiVersion === 'v1')),
    referenceGrants: policies<ReferenceGrantSpec>('gateway.networking.k8s.io', 'ReferenceGrant'),
  };
}

const asWritten = oncePerList((resources: readonly Resource[]) => resources);
const ranked = oncePerList((resources: readonly Resource[]) => oldestFirst(resources));
const configOf = oncePerList(readMeshConfig);
const namespacesOf = oncePerList(
  (namespaces: readonly Resource[]) =>
    new Map(namespaces.map((resource) => [resource.metadata.name, resource])),
);
const podsOf = oncePerList((resources: readonly Resource[]) =>
  buildPods(resources, namespacesOf(resources.filter(({ kind }) => kind === 'Namespace'))),
);
const servicesOf = oncePerList((resources: readonly Resource[]) =>
  buildServices(
    resources,
    ranked(resources.filter(isServiceEntry)) as readonly Resource<ServiceEntrySpec>[],
    configOf(resources.filter(isMeshConfigMap)).domain,
  ),
);

function isOfServices(resource: Resource): boolean {
  return resource.kind === 'Service' || isServiceEntry(resource) || isMeshConfigMap(resource);
}

function isServiceEntry(resource: Resource): boolean {
  return resource.kind === 'ServiceEntry' && isOf(resource, 'networking.istio.io');
}

function isOf(resource: Resource, group: string): boolean {
  return resource.apiVersion.startsWith(`${group}/`);
}
