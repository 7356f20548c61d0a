import type { Resource } from '../../resources/resource.ts';
import type { Finding } from '../finding.ts';
import { findingAt } from '../finding-at.ts';
import { isCovered, isNarrowerPrefix, isSameMatch, type Match } from '../lookup/match-cover.ts';
import type { Rule } from './rule.ts';

/**
 * A match that an earlier, wider one takes all requests of, such as a header match behind a prefix. Istio's own
 * analysis sees only repeated matches and prefixes that differ in nothing else, which are its IST0131.
 */
export const shadowedMatch: Rule = (mesh) =>
  mesh.virtualServices.flatMap((resource) => shadowed(resource, resource.spec.http ?? []));

interface Route {
  readonly name?: string;
  readonly match?: readonly object[];
}

function shadowed(resource: Resource, routes: readonly Route[]): Finding[] {
  const catchAll = routes.findIndex(({ match = [] }) => match.length === 0);
  const earlier: { readonly match: Match; readonly route: number }[] = [];
  return routes.slice(0, catchAll === -1 ? routes.length : catchAll).flatMap((route, index) => {
    const matches = (route.match ?? []) as readonly Match[];
    const findings = matches.flatMap((match, position) => {
      const inSight = earlier.some(
        (other) => isSameMatch(match, other.match) || isNarrowerPrefix(match, other.match),
      );
      const wider = earlier.find((other) => isCovered(match, other.match));
      if (inSight || !wider) return [];
      const name = routes[wider.route]?.name;
      const before = name ? `"${name}"` : `#${wider.route}`;
      const message = `no request gets to this match: route ${before} before it takes all of them. Put the narrower route first`;
      return [findingAt(resource, ['spec', 'http', index, 'match', position], 'LAB0310', message)];
    });
    earlier.push(...matches.map((match) => ({ match, route: index })));
    return findings;
  });
}
