import { type Finding, finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import type { VirtualServiceSpec } from '../../resources/istio-types.ts';
import { oncePer } from '../../resources/once-per.ts';
import type { Resource } from '../../resources/resource.ts';
import { earlierMatches } from '../lookup/earlier-matches.ts';
import type { Match } from '../lookup/match-cover.ts';
import type { Rule } from './rule.ts';

type Protocol = 'http' | 'tls' | 'tcp';

interface Route {
  readonly name?: string;
  readonly match?: readonly Match[];
}

/**
 * Routes that no request gets to, and matches that an earlier route has already: the first route that matches wins
 * (istio pkg/config/validation, `analyzeUnreachableHTTPRules`).
 */
export const unreachableRoutes: Rule = (mesh) => mesh.virtualServices.flatMap(unreachable);

const unreachable = oncePer((resource: Resource<VirtualServiceSpec>): readonly Finding[] =>
  (['http', 'tls', 'tcp'] as const).flatMap((protocol) => {
    const routes = (resource.spec[protocol] ?? []) as readonly Route[];
    const catchAll = routes.findIndex(({ match = [] }) => match.length === 0);
    const last = catchAll === -1 ? routes.length : catchAll;
    return [
      ...repeatedMatches(resource, protocol, routes.slice(0, last)),
      ...behindCatchAll(resource, protocol, routes, last),
    ];
  }),
);

function behindCatchAll(
  resource: Resource<VirtualServiceSpec>,
  protocol: Protocol,
  routes: readonly Route[],
  catchAll: number,
): Finding[] {
  return routes.slice(catchAll + 1).map((route, offset) => {
    const index = catchAll + 1 + offset;
    const names = { route: nameOf(route, index), earlier: nameOf(routes[catchAll], catchAll) };
    return finding('IST0130.catchAll', names, at(resource, ['spec', protocol, index]));
  });
}

/** Those before the first route without a match. */
function repeatedMatches(
  resource: Resource<VirtualServiceSpec>,
  protocol: Protocol,
  routes: readonly Route[],
): Finding[] {
  const earlier = earlierMatches<string>();
  return routes.flatMap((route, index) => {
    const name = nameOf(route, index);
    const path = ['spec', protocol, index];
    const matches = (route.match ?? []).map((match) => {
      const same = earlier.same(match);
      const wider = same ?? earlier.wider(match);
      if (!same) earlier.add(match, name);
      return { same, wider };
    });
    const findings = [...matches.entries()].flatMap(([position, { wider }]) => {
      if (!wider) return [];
      const args = { match: position, route: name, earlier: wider };
      return [finding('IST0131', args, at(resource, [...path, 'match', position]))];
    });
    if (!matches.every(({ same }) => same)) return findings;
    return [...findings, finding('IST0130.repeated', { route: name }, at(resource, path))];
  });
}

/** `"canary"`, or the position of a route without a name. */
function nameOf(route: Route | undefined, index: number): string {
  return route?.name ? `"${route.name}"` : `#${index}`;
}
