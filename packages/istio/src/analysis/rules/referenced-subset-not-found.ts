import { finding } from '../../findings/finding.ts';
import { listNames } from '../../findings/list-names.ts';
import { at } from '../../findings/place.ts';
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
    const args = { subset, host, defined: listNames(known), hint: didYouMean(subset, known) };
    return [finding('IST0101.subset', args, at(resource, [...path, 'subset']))];
  });
