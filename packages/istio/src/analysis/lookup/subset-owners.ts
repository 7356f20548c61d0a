import { hostIndex } from '../../model/host-index.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { Resource } from '../../resources/resource.ts';
import { fullHost } from './full-host.ts';

/** The subsets that some DestinationRule has for a host, each with the first rule that has it. */
export function subsetOwners(mesh: Mesh, host: string): ReadonlyMap<string, Resource> {
  const { rules, known } = rulesByHost(mesh);
  const owners = known.get(host) ?? ownersOf(rules.covering(host));
  known.set(host, owners);
  return owners;
}

const rulesByHost = perMesh((mesh) => ({
  rules: hostIndex(
    mesh.destinationRules.map((rule) => [fullHost(mesh, rule, rule.spec.host), rule] as const),
  ),
  /** What has been asked for. */
  known: new Map<string, ReadonlyMap<string, Resource>>(),
}));

function ownersOf(rules: Mesh['destinationRules']): Map<string, Resource> {
  const owners = new Map<string, Resource>();
  for (const rule of rules) {
    for (const { name } of rule.spec.subsets ?? []) if (!owners.has(name)) owners.set(name, rule);
  }
  return owners;
}
