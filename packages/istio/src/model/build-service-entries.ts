import type { ServiceEntrySpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import { parseCidrRange } from './cidr-range.ts';
import { selectProtocol } from './protocol.ts';
import type { Resolution, Service, ServiceEntryEndpoint, ServicePort } from './registry.ts';

const RESOLUTIONS: Readonly<Record<string, Resolution>> = {
  NONE: 'passthrough',
  STATIC: 'static',
  DNS: 'dns',
  DNS_ROUND_ROBIN: 'dns-round-robin',
};

/** One service for each host of a ServiceEntry; the address of several by which HTTP clients may call it is the last. */
export function buildServiceEntryServices(resource: Resource<ServiceEntrySpec>): Service[] {
  const { spec, metadata } = resource;
  const addresses = (spec.addresses ?? []).map((address) => address.replace(/\/32$/, ''));
  const clusterIP = addresses.at(-1) ?? '0.0.0.0';
  const addressRange = clusterIP.includes('/') ? parseCidrRange(clusterIP) : undefined;
  return (spec.hosts ?? []).map((hostname) => ({
    registry: 'service-entry',
    hostname,
    name: hostname,
    namespace: metadata.namespace ?? 'default',
    clusterIP,
    ...(addressRange && { addressRange }),
    addresses,
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
