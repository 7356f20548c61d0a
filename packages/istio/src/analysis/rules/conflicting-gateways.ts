import type { Mesh } from '../../model/mesh.ts';
import { selects } from '../../model/policy-attachment.ts';
import type { GatewaySpec } from '../../resources/istio-types.ts';
import type { Resource } from '../../resources/resource.ts';
import { findingAt } from '../finding-at.ts';
import { describeLabels } from '../lookup/labels.ts';
import type { Rule } from './rule.ts';

type Gateway = Resource<GatewaySpec>;
type Server = NonNullable<GatewaySpec['servers']>[number];

/** Two Gateways that serve the same host on the same port of the same pods (istio gateway/conflictinggateway.go). */
export const conflictingGateways: Rule = (mesh) =>
  mesh.gateways.flatMap((own) => {
    const neighbours = mesh.gateways.filter((other) => other !== own && sharePods(mesh, own, other));
    return [...(own.spec.servers ?? []).entries()].flatMap(([index, server]) => {
      const rivals = neighbours.filter(({ spec }) => spec.servers?.some((other) => collide(server, other)));
      if (rivals.length === 0) return [];
      const names = rivals.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
      const hosts = server.hosts.filter((host) =>
        rivals.some(({ spec }) =>
          spec.servers?.some((other) => collide({ ...server, hosts: [host] }, other)),
        ),
      );
      const message = `Gateway ${names.join(', ')} serves ${hosts.join(', ')} on port ${server.port.number} of the same pods (${describeLabels(own.spec.selector ?? {})})`;
      return [findingAt(own, ['spec', 'servers', index, 'hosts'], 'IST0145', message)];
    });
  });

function sharePods(mesh: Mesh, { spec: { selector = {} } }: Gateway, { spec }: Gateway): boolean {
  const other = spec.selector ?? {};
  return (
    (selects({ matchLabels: selector }, other) && selects({ matchLabels: other }, selector)) ||
    mesh.pods.some(
      ({ labels }) => selects({ matchLabels: selector }, labels) && selects({ matchLabels: other }, labels),
    )
  );
}

function collide(own: Server, other: Server): boolean {
  return (
    own.port.number === other.port.number &&
    (own.bind ?? '') === (other.bind ?? '') &&
    own.hosts.some((host) => other.hosts.includes(host))
  );
}
