import { findingAt } from '../../findings/finding-at.ts';
import { listNames } from '../../findings/list-names.ts';
import { didYouMean } from '../../findings/suggest.ts';
import { destinations } from '../lookup/destinations.ts';
import { subsetOwners } from '../lookup/subset-owners.ts';
import type { Rule } from './rule.ts';

/**
 * A destination's subset that no DestinationRule of its host has: 503 for every request
 * (istio virtualservice/destinationrules.go).
 */
export const referencedSubsetNotFound: Rule = (mesh) =>
  destinations(mesh).flatMap(({ resource, path, destination: { subset }, host }) => {
    const owners = subsetOwners(mesh, host);
    if (!subset || owners.has(subset)) return [];
    const known = [...owners.keys()];
    const there = known.length > 0 ? `it has ${listNames(known)}` : 'there is none for it';
    const message = `subset "${subset}" of ${host} is in no DestinationRule (${there})${didYouMean(subset, known)}`;
    return [findingAt(resource, [...path, 'subset'], 'IST0101', message)];
  });
