import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { MESH_GATEWAY, virtualServicesOf } from '../../model/virtual-service.ts';
import type { Rule } from './rule.ts';

/**
 * A VirtualService for a Service of the mesh that is bound to gateways only: calls between workloads do not follow it
 * (Istio VirtualService reference, `gateways`).
 */
export const meshCallsNotRouted: Rule = (mesh) => {
  const all = virtualServicesOf(mesh);
  const routedInMesh = new Set(
    all.filter(({ gateways }) => gateways.includes(MESH_GATEWAY)).flatMap(({ hosts }) => hosts),
  );
  const services = new Set(mesh.services.map(({ hostname }) => hostname));
  return all
    .filter(({ gateways }) => !gateways.includes(MESH_GATEWAY))
    .flatMap(({ hosts, gateways, resource }) =>
      [...hosts.entries()]
        .filter(([, host]) => services.has(host) && !routedInMesh.has(host))
        .map(([index, host]) =>
          finding('LAB0304', { host, gateways }, at(resource, ['spec', 'hosts', index])),
        ),
    );
};
