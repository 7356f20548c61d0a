import { hostIndex } from '../../model/host-index.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { Resource } from '../../resources/resource.ts';
import { fullHost } from './full-host.ts';

/** The subsets that some DestinationRule has for a host, each with the first rule that has it. */
export function subsetOwners(mesh: Mesh, host: string): ReadonlyMap<string, Resource> {
  const known = ownersByHost(mesh);
  const owners = known.get(host) ?? ownersOf(mesh, host);
  known.set(host, owners);
  return owners;
}

const ownersByHost = perMesh(() => new Map<string, ReadonlyMap<string, Resource>>());

const rulesByHost = perMesh((mesh) =>
  hostIndex(mesh.destinationRules.map((rule) => [fullHost(mesh, rule, rule.spec.host), rule] as const)),
);

function ownersOf(mesh: Mesh, host: string): Map<string, Resource> {
  const owners = new Map<string, Resource>();
  for (const rule of rulesByHost(mesh).covering(host)) {
    for (const { name } of rule.spec.subsets ?? []) if (!owners.has(name)) owners.set(name, rule);
  }
  return owners;
}
