import type { ServiceEntrySpec } from '../resources/istio-types.ts';
import type * as kubernetes from '../resources/kubernetes-types.ts';
import type { Resource } from '../resources/resource.ts';
import { buildServiceEntryServices } from './build-service-entries.ts';
import { oldestFirst } from './oldest-first.ts';
import { selectProtocol } from './protocol.ts';
import type { Service, ServicePort } from './registry.ts';

/** Annotation that limits which namespaces see a Service (Istio `networking.istio.io/exportTo`). */
const EXPORT_TO = 'networking.istio.io/exportTo';

/**
 * The registry's services, oldest first: Kubernetes Services and the hosts of ServiceEntries. A Service without
 * `clusterIP` gets one, in the order of the stream, as the API server would give it; services of type
 * ExternalName have none and are left out.
 */
export function buildServices(
  resources: readonly Resource[],
  serviceEntries: readonly Resource<ServiceEntrySpec>[],
  domain: string,
): Service[] {
  const manifests = resources.filter(
    (resource): resource is Resource<kubernetes.ServiceSpec> =>
      resource.kind === 'Service' &&
      resource.apiVersion === 'v1' &&
      (resource.spec as kubernetes.ServiceSpec)?.type !== 'ExternalName',
  );
  const addresses = new Map(manifests.map((resource, index) => [resource, assignClusterIp(index)]));
  return [
    ...oldestFirst(manifests).map((resource) =>
      buildService(resource, domain, addresses.get(resource) ?? ''),
    ),
    ...serviceEntries.flatMap(buildServiceEntryServices),
  ];
}

function buildService(resource: Resource<kubernetes.ServiceSpec>, domain: string, assigned: string): Service {
  const { name, namespace = 'default', annotations } = resource.metadata;
  const clusterIP = resource.spec?.clusterIP ?? assigned;
  return {
    registry: 'kubernetes',
    hostname: `${name}.${namespace}.svc.${domain}`,
    name,
    namespace,
    clusterIP,
    addresses: [],
    ports: (resource.spec?.ports ?? []).map(buildPort),
    selector: resource.spec?.selector ?? {},
    resolution: clusterIP === 'None' ? 'passthrough' : 'static',
    external: false,
    exportTo: annotations?.[EXPORT_TO]?.split(',').map((entry) => entry.trim()) ?? [],
    endpoints: [],
    subjectAltNames: [],
    resource,
  };
}

function buildPort(port: kubernetes.ServicePort): ServicePort {
  return {
    name: port.name ?? '',
    port: port.port,
    targetPort: port.targetPort ?? port.port,
    protocol: selectProtocol(port),
  };
}

/** Addresses from 10.96.128.0/17, which leaves the lower half to manifests that name their own. */
function assignClusterIp(index: number): string {
  const host = index + 1;
  return `10.96.${128 + (host >> 8)}.${host & 255}`;
}
