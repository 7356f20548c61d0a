import { type Finding, finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { conditionIndex } from '../../model/label-index.ts';
import type { VirtualServiceSpec } from '../../resources/istio-types.ts';
import { oncePer } from '../../resources/once-per.ts';
import type { Resource } from '../../resources/resource.ts';
import { earlierMatches } from '../lookup/earlier-matches.ts';
import {
  askedConditions,
  type Match,
  matchText,
  metConditions,
  prefixLength,
} from '../lookup/match-cover.ts';
import type { Rule } from './rule.ts';

/**
 * A match that an earlier, wider one takes all requests of, such as a header match behind a prefix. Istio's own
 * analysis sees only repeated matches and prefixes that differ in nothing else, which are its IST0131.
 */
export const shadowedMatch: Rule = (mesh) => mesh.virtualServices.flatMap(shadowed);

interface Route {
  readonly name?: string;
  readonly match?: readonly object[];
}

const shadowed = oncePer((resource: Resource<VirtualServiceSpec>): readonly Finding[] => {
  const routes: readonly Route[] = resource.spec.http ?? [];
  const catchAll = routes.findIndex(({ match = [] }) => match.length === 0);
  const tried = routes.slice(0, catchAll === -1 ? routes.length : catchAll);
  const places = distinctMatches(tried);
  const covering = conditionIndex(places, ({ match }) => askedConditions(match));
  const lengths = new Set(places.flatMap(({ match }) => prefixLength(match) ?? []));
  const earlier = earlierMatches<number>();
  return tried.flatMap((route, index) => {
    const matches = (route.match ?? []) as readonly Match[];
    const findings = matches.flatMap((match, position) => {
      const isReported = (earlier.same(match) ?? earlier.wider(match)) !== undefined;
      if (isReported) return [];
      const wider = covering.holding(metConditions(match, lengths)).find((other) => other.route < index);
      if (!wider) return [];
      const name = routes[wider.route]?.name;
      const before = name ? `"${name}"` : `#${wider.route}`;
      const place = at(resource, ['spec', 'http', index, 'match', position]);
      return [finding('LAB0310', { earlier: before }, place)];
    });
    for (const match of matches) earlier.add(match, index);
    return findings;
  });
});

/** Each match once, with the first route that has it. */
function distinctMatches(routes: readonly Route[]): { readonly match: Match; readonly route: number }[] {
  const byText = new Map<string, { readonly match: Match; readonly route: number }>();
  for (const [route, { match: matches = [] }] of routes.entries()) {
    for (const match of matches as readonly Match[]) {
      const text = matchText(match);
      if (!byText.has(text)) byText.set(text, { match, route });
    }
  }
  return [...byText.values()];
}
