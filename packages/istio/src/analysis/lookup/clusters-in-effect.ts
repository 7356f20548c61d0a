import { destinationRuleFor } from '../../model/destination-rule.ts';
import { type Endpoint, endpointsOf } from '../../model/endpoints.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { Service, ServicePort } from '../../model/registry.ts';
import { type ClusterPolicy, clusterPolicy } from '../../model/traffic-policy.ts';

/** A cluster that some proxy of the mesh has, shaped by a DestinationRule. */
export interface ClusterInEffect {
  readonly service: Service;
  readonly port: ServicePort;
  /** Name of the subset; undefined is the service as a whole. */
  readonly subset: string | undefined;
  /** Its parts are the very objects of the rule, so that a part of a rule tells its clusters. */
  readonly policy: ClusterPolicy;
  readonly endpoints: readonly Endpoint[];
}

/** Every cluster of a service that a DestinationRule applies to for at least one proxy. */
export const clustersInEffect: (mesh: Mesh) => readonly ClusterInEffect[] = perMesh((mesh) => {
  const clients = mesh.pods.filter(({ proxy }) => proxy !== 'none');
  return mesh.services.flatMap((service) => {
    const rules = new Set(clients.map((pod) => destinationRuleFor(mesh, pod, service)));
    return [...rules].flatMap((rule) =>
      rule ? service.ports.flatMap((port) => clustersOf(mesh, service, port, rule.spec)) : [],
    );
  });
});

function clustersOf(
  mesh: Mesh,
  service: Service,
  port: ServicePort,
  { trafficPolicy, subsets = [] }: NonNullable<ReturnType<typeof destinationRuleFor>>['spec'],
): ClusterInEffect[] {
  const all = endpointsOf(mesh, service, port);
  return [undefined, ...subsets].map((subset) => {
    const labels = Object.entries(subset?.labels ?? {});
    const endpoints = all.filter((endpoint) =>
      labels.every(([key, value]) => endpoint.labels[key] === value),
    );
    const policy = clusterPolicy(trafficPolicy, port.port, subset);
    return { service, port, subset: subset?.name, policy, endpoints };
  });
}
