import { isSubsetOf, resolveShortName } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import { didYouMean } from '../suggest.ts';
import { findingAt } from '../validation/report.ts';
import { destinations } from './destinations.ts';
import type { Rule } from './rule.ts';

/** A destination's subset that no DestinationRule of its host has: 503 for every request (Istio IST0101). */
export const referencedSubsetNotFound: Rule = (mesh) =>
  destinations(mesh).flatMap(({ resource, path, destination: { subset }, host }) => {
    if (!subset) return [];
    const known = subsetsOf(mesh, host);
    if (known.includes(subset)) return [];
    const there = known.length > 0 ? `it has ${known.join(', ')}` : 'there is none for it';
    const message = `subset "${subset}" of ${host} is in no DestinationRule (${there})${didYouMean(subset, known)}`;
    return [findingAt(resource, [...path, 'subset'], { code: 'IST0101', severity: 'error', message })];
  });

function subsetsOf(mesh: Mesh, host: string): string[] {
  return mesh.destinationRules
    .filter(({ spec, metadata }) =>
      isSubsetOf(host, resolveShortName(spec.host, metadata.namespace ?? 'default', mesh.config.domain)),
    )
    .flatMap(({ spec }) => (spec.subsets ?? []).map(({ name }) => name));
}
