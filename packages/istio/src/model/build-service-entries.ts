import type { ServiceEntrySpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import { selectProtocol } from './protocol.ts';
import type { Resolution, Service, ServiceEntryEndpoint, ServicePort } from './registry.ts';

const RESOLUTIONS: Readonly<Record<string, Resolution>> = {
  NONE: 'passthrough',
  STATIC: 'static',
  DNS: 'dns',
  DNS_ROUND_ROBIN: 'dns-round-robin',
};

/**
 * One service for each host of a ServiceEntry; a host with several addresses keeps the first that is no range
 * (Istio ServiceEntry reference).
 */
export function buildServiceEntryServices(resource: Resource<ServiceEntrySpec>): Service[] {
  const { spec, metadata } = resource;
  return (spec.hosts ?? []).map((hostname) => ({
    registry: 'service-entry',
    hostname,
    name: hostname,
    namespace: metadata.namespace ?? 'default',
    clusterIP: spec.addresses?.[0]?.replace(/\/32$/, '') ?? '0.0.0.0',
    ports: (spec.ports ?? []).map(buildPort),
    selector: spec.workloadSelector?.labels ?? {},
    resolution: RESOLUTIONS[spec.resolution ?? 'NONE'] ?? 'passthrough',
    external: (spec.location ?? 'MESH_EXTERNAL') === 'MESH_EXTERNAL',
    exportTo: spec.exportTo ?? [],
    endpoints: (spec.endpoints ?? []).map(buildEndpoint),
    subjectAltNames: spec.subjectAltNames ?? [],
    resource,
  }));
}

type WrittenPort = NonNullable<ServiceEntrySpec['ports']>[number];

function buildPort(port: WrittenPort): ServicePort {
  const { number, name, protocol, targetPort } = port;
  return {
    name,
    port: number,
    targetPort: targetPort ?? number,
    protocol: selectProtocol({ port: number, appProtocol: protocol }),
  };
}

function buildEndpoint(endpoint: NonNullable<ServiceEntrySpec['endpoints']>[number]): ServiceEntryEndpoint {
  return {
    address: endpoint.address ?? '',
    ports: endpoint.ports ?? {},
    labels: endpoint.labels ?? {},
    ...(endpoint.weight ? { weight: endpoint.weight } : {}),
    ...(endpoint.serviceAccount ? { serviceAccount: endpoint.serviceAccount } : {}),
  };
}
