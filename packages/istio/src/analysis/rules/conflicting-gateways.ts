import { finding } from '../../findings/finding.ts';
import { LISTED } from '../../findings/list-names.ts';
import { at } from '../../findings/place.ts';
import type { Mesh } from '../../model/mesh.ts';
import { podsWith } from '../../model/registry-index.ts';
import type { GatewaySpec } from '../../resources/istio-types.ts';
import type { Resource } from '../../resources/resource.ts';
import { describeLabels } from '../lookup/labels.ts';
import type { Rule } from './rule.ts';

type Gateway = Resource<GatewaySpec>;
type Server = NonNullable<GatewaySpec['servers']>[number];

/** Two Gateways that serve the same host on the same port of the same pods (istio gateway/conflictinggateway.go). */
export const conflictingGateways: Rule = (mesh) => {
  const order = new Map(mesh.gateways.map((gateway, place) => [gateway, place]));
  const places = new Map(mesh.gateways.map((gateway) => [gateway, placesOf(mesh, gateway)]));
  const serving = gatewaysByPlace(places);
  const rivalsFor = (own: Gateway, server: Server, host: string) => {
    const met = (places.get(own) ?? []).flatMap(
      // One of those that are found is `own`.
      (place) => serving.get(placeKey(place, server, host))?.slice(0, LISTED + 2) ?? [],
    );
    return met.filter((other) => other !== own);
  };
  return mesh.gateways.flatMap((own) =>
    [...(own.spec.servers ?? []).entries()].flatMap(([index, server]) => {
      const shared = server.hosts.map((host) => ({ host, rivals: rivalsFor(own, server, host) }));
      const colliding = shared.filter(({ rivals }) => rivals.length > 0);
      const rivals = [...new Set(colliding.flatMap((entry) => entry.rivals))];
      if (rivals.length === 0) return [];
      rivals.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
      const gateways = rivals.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
      const hosts = colliding.map(({ host }) => host);
      const labels = describeLabels(own.spec.selector ?? {});
      return [
        finding(
          'IST0145',
          { gateways, hosts, port: server.port.number, labels },
          at(own, ['spec', 'servers', index, 'hosts']),
        ),
      ];
    }),
  );
};

/** What Gateways with pods in common have in common: a workload, or the selector where no pod has its labels. */
function placesOf(mesh: Mesh, { spec: { selector = {} } }: Gateway): string[] {
  const pods = podsWith(mesh, selector).map(({ namespace, workload }) => `${namespace}/${workload}`);
  const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return [...new Set([labels.sort().join(), ...pods])];
}

function gatewaysByPlace(places: ReadonlyMap<Gateway, readonly string[]>): Map<string, Gateway[]> {
  const byKey = new Map<string, Set<Gateway>>();
  for (const [gateway, own] of places) {
    for (const server of gateway.spec.servers ?? []) {
      for (const host of server.hosts) {
        for (const place of own) {
          const key = placeKey(place, server, host);
          byKey.set(key, (byKey.get(key) ?? new Set()).add(gateway));
        }
      }
    }
  }
  return new Map([...byKey].map(([key, gateways]) => [key, [...gateways]]));
}

function placeKey(place: string, { port, bind = '' }: Server, host: string): string {
  return [place, port.number, bind, host].join(' ');
}
