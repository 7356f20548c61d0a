import type { Resource } from '../resources/resource.ts';
import { selectProtocol } from './protocol.ts';
import type { Service, ServicePort } from './registry.ts';

interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly {
    readonly name?: string;
    readonly port: number;
    readonly targetPort?: number | string;
    readonly protocol?: string;
    readonly appProtocol?: string;
  }[];
}

/**
 * The registry's services, in the order of the stream. A Service without `clusterIP` gets one, as the API
 * server would give it; services of type ExternalName have none and are left out.
 */
export function buildServices(resources: readonly Resource[], domain: string): Service[] {
  const manifests = resources.filter(
    (resource): resource is Resource<ServiceSpec> =>
      resource.kind === 'Service' &&
      resource.apiVersion === 'v1' &&
      (resource.spec as ServiceSpec)?.type !== 'ExternalName',
  );
  return manifests.map((resource, index) => buildService(resource, domain, index));
}

function buildService(resource: Resource<ServiceSpec>, domain: string, index: number): Service {
  const { name, namespace = 'default' } = resource.metadata;
  return {
    hostname: `${name}.${namespace}.svc.${domain}`,
    name,
    namespace,
    clusterIP: resource.spec?.clusterIP ?? assignClusterIp(index),
    ports: (resource.spec?.ports ?? []).map(buildPort),
    selector: resource.spec?.selector ?? {},
    resource,
  };
}

function buildPort(port: NonNullable<ServiceSpec['ports']>[number]): ServicePort {
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
