import { isSubsetOf } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import { findingAt } from '../finding-at.ts';
import { destinations } from '../lookup/destinations.ts';
import { fullHost } from '../lookup/full-host.ts';
import { didYouMean } from '../suggest.ts';
import type { Rule } from './rule.ts';

/**
 * A destination's subset that no DestinationRule of its host has: 503 for every request
 * (istio virtualservice/destinationrules.go).
 */
export const referencedSubsetNotFound: Rule = (mesh) =>
  destinations(mesh).flatMap(({ resource, path, destination: { subset }, host }) => {
    if (!subset) return [];
    const known = subsetsOf(mesh, host);
    if (known.includes(subset)) return [];
    const there = known.length > 0 ? `it has ${known.join(', ')}` : 'there is none for it';
    const message = `subset "${subset}" of ${host} is in no DestinationRule (${there})${didYouMean(subset, known)}`;
    return [findingAt(resource, [...path, 'subset'], 'IST0101', message)];
  });

function subsetsOf(mesh: Mesh, host: string): string[] {
  return mesh.destinationRules
    .filter((rule) => isSubsetOf(host, fullHost(mesh, rule, rule.spec.host)))
    .flatMap(({ spec }) => (spec.subsets ?? []).map(({ name }) => name));
}
