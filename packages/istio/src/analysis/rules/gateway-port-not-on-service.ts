import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { podsWith, servicesOf } from '../../model/registry-index.ts';
import type { GatewaySpec } from '../../resources/istio-types.ts';
import { describeLabels } from '../lookup/labels.ts';
import type { Rule } from './rule.ts';

/**
 * A server's port that no Service of the gateway's pods has: nothing outside can reach it (istio gateway/gateway.go).
 * A Service's port and its target both count.
 */
export const gatewayPortNotOnService: Rule = (mesh) =>
  mesh.gateways.flatMap((resource) => {
    const ports = portsOf(mesh, resource.spec);
    if (!ports) return [];
    return [...(resource.spec.servers ?? []).entries()]
      .filter(([, { port }]) => !ports.has(port.number))
      .map(([index, { port }]) => {
        const labels = describeLabels(resource.spec.selector ?? {});
        return finding(
          'IST0162',
          { labels, port: port.number, ports: [...ports] },
          at(resource, ['spec', 'servers', index, 'port', 'number']),
        );
      });
  });

/** Undefined where the selector has no pod. */
function portsOf(mesh: Mesh, { selector = {} }: GatewaySpec): Set<number> | undefined {
  const pods = podsWith(mesh, selector);
  if (pods.length === 0) return undefined;
  const known = portsBySelector(mesh);
  const key = describeLabels(selector);
  const ports = known.get(key) ?? readPorts(mesh, pods);
  known.set(key, ports);
  return ports;
}

/** Many Gateways are for the same pods. */
const portsBySelector = perMesh(() => new Map<string, Set<number>>());

function readPorts(mesh: Mesh, pods: readonly Pod[]): Set<number> {
  const selecting = new Set(pods.flatMap((pod) => servicesOf(mesh, pod)));
  const services = mesh.services.filter((service) => selecting.has(service));
  const ports = services.flatMap((service) => service.ports.filter(({ protocol }) => protocol !== 'udp'));
  return new Set(
    ports.flatMap(({ port, targetPort }) => (typeof targetPort === 'number' ? [port, targetPort] : [port])),
  );
}
