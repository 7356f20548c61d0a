import { type Finding, finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { type SelectorIndex, selectorIndex } from '../../model/label-index.ts';
import type { ServicePort, ServiceSpec } from '../../resources/kubernetes-types.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

type WrittenService = Resource<ServiceSpec>;

interface PortOfService extends ServicePort {
  readonly service: string;
}

/**
 * Services of one Deployment in the mesh that disagree: the same port with another transport, or another port for the
 * same target. A sidecar has one listener for each, so one of them wins (istio deployment/services.go).
 */
export const deploymentServices: Rule = (mesh, resources) => {
  const services = servicesByNamespace(resources);
  const deployments = new Map(
    mesh.pods
      .filter(({ proxy, resource }) => proxy !== 'none' && resource.kind === 'Deployment')
      .map(({ resource, labels }) => [resource, labels]),
  );
  return [...deployments].flatMap(([resource, labels]) => {
    const selecting = services.get(resource.metadata.namespace ?? '')?.selecting(labels) ?? [];
    const ports = selecting.flatMap(({ spec, metadata }) =>
      (spec.ports ?? []).map((port) => ({ ...port, service: metadata.name })),
    );
    return [...transportConflicts(resource, ports), ...targetConflicts(resource, ports)];
  });
};

function servicesByNamespace(resources: readonly Resource[]): Map<string, SelectorIndex<WrittenService>> {
  const services = resources.filter((resource): resource is WrittenService => resource.kind === 'Service');
  const selecting = services.filter(({ spec }) => Object.keys(spec.selector ?? {}).length > 0);
  return new Map(
    [...Map.groupBy(selecting, ({ metadata }) => metadata.namespace ?? '')].map(([namespace, own]) => [
      namespace,
      selectorIndex(own, ({ spec }) => spec.selector ?? {}),
    ]),
  );
}

function transportConflicts(resource: Resource, ports: readonly PortOfService[]): Finding[] {
  return grouped(ports, ({ port }) => String(port)).flatMap(([port, group]) => {
    const transports = distinct(group.map(({ protocol = 'TCP' }) => protocol));
    if (transports.length < 2) return [];
    return [
      finding('IST0116', { services: services(group), port, transports }, at(resource, ['metadata', 'name'])),
    ];
  });
}

function targetConflicts(resource: Resource, ports: readonly PortOfService[]): Finding[] {
  return grouped(ports, ({ port, targetPort }) => String(targetPort || port)).flatMap(([target, group]) => {
    const numbers = distinct(group.map(({ port }) => String(port)));
    if (numbers.length < 2) return [];
    return [
      finding(
        'IST0137',
        { services: services(group), target, ports: numbers },
        at(resource, ['metadata', 'name']),
      ),
    ];
  });
}

function grouped(
  ports: readonly PortOfService[],
  keyOf: (port: PortOfService) => string,
): [string, PortOfService[]][] {
  return [...Map.groupBy(ports, keyOf)];
}

function services(group: readonly PortOfService[]): string[] {
  return distinct(group.map(({ service }) => service));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
