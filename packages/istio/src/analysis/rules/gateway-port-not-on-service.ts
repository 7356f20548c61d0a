import { selectsPod } from '../../model/endpoints.ts';
import type { Mesh } from '../../model/mesh.ts';
import { selects } from '../../model/policy-attachment.ts';
import type { GatewaySpec } from '../../resources/istio-types.ts';
import { findingAt } from '../finding-at.ts';
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
        const message = `no Service of the gateway pods (${describeLabels(resource.spec.selector ?? {})}) has port ${port.number}: it has ${[...ports].join(', ') || 'none'}`;
        return findingAt(resource, ['spec', 'servers', index, 'port', 'number'], 'IST0162', message);
      });
  });

/** Undefined where the selector has no pod. */
function portsOf(mesh: Mesh, { selector }: GatewaySpec): Set<number> | undefined {
  const pods = mesh.pods.filter(({ labels }) => selects({ matchLabels: selector ?? {} }, labels));
  if (pods.length === 0) return undefined;
  const services = mesh.services.filter((service) => pods.some((pod) => selectsPod(service, pod)));
  const ports = services.flatMap((service) => service.ports.filter(({ protocol }) => protocol !== 'udp'));
  return new Set(
    ports.flatMap(({ port, targetPort }) => (typeof targetPort === 'number' ? [port, targetPort] : [port])),
  );
}
