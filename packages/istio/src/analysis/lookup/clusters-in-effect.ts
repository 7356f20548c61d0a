import { type DestinationRule, rulesInEffect } from '../../model/destination-rule.ts';
import { type Endpoint, endpointsOf } from '../../model/endpoints.ts';
import { hasLabels } from '../../model/label-selector.ts';
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
  readonly policy: ClusterPolicy;
  readonly endpoints: readonly Endpoint[];
}

/** The clusters that a part of a rule shapes, for at least one proxy: its `tls` or `outlierDetection`. */
export function clustersShapedBy(mesh: Mesh, part: object): readonly ClusterInEffect[] {
  return clustersByPart(mesh).get(part) ?? [];
}

/** The parts of a cluster's policy are the very objects of the rule. */
const clustersByPart = perMesh((mesh) => {
  const byPart = new Map<object, ClusterInEffect[]>();
  for (const cluster of clustersInEffect(mesh)) {
    for (const part of [cluster.policy.tls, cluster.policy.outlierDetection]) {
      const known = part && byPart.get(part);
      if (known) known.push(cluster);
      else if (part) byPart.set(part, [cluster]);
    }
  }
  return byPart;
});

function clustersInEffect(mesh: Mesh): ClusterInEffect[] {
  return mesh.services.flatMap((service) =>
    rulesInEffect(mesh, service).flatMap((rule) =>
      service.ports.flatMap((port) => clustersOf(mesh, service, port, rule)),
    ),
  );
}

function clustersOf(
  mesh: Mesh,
  service: Service,
  port: ServicePort,
  { trafficPolicy, subsets }: DestinationRule,
): ClusterInEffect[] {
  const all = endpointsOf(mesh, service, port);
  return [undefined, ...subsets].map((subset) => {
    const endpoints = all.filter(({ labels }) => hasLabels(labels, subset?.labels));
    const policy = clusterPolicy(trafficPolicy, port.port, subset);
    return { service, port, subset: subset?.name, policy, endpoints };
  });
}
