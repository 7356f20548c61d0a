import type { HostRoutes } from '@lab/istio';
import type { AccessLogEntry } from '../access-log-entry.ts';
import { type CauseDefinition, logLine, type Verdict } from '../cause.ts';
import { routeText, sourceLine } from '../configuration-lines.ts';
import { configuredRoutes } from '../configured.ts';

export const noRoute: CauseDefinition = {
  code: 'NO_ROUTE',
  title: 'No route matches the request',
  meaning:
    'No virtual host of the proxy has the host of the request, or none of its routes matches the path, method, headers and query.',
  evidence: 'The proxy logs 404 NR with route_not_found, and no upstream cluster.',
  fix: 'Add the host to the Gateway and the VirtualService, or a route that matches.',
  find({ origin }, evidence) {
    if (!origin.flags.has('NR') || origin.status !== 404) return undefined;
    const routes = configuredRoutes(evidence, origin);
    const { certainty, sentence, not } = reason(origin, routes);
    const sources = (routes?.routes ?? []).flatMap(({ source, failed, unseen }) => {
      const because = failed ?? (unseen.length > 0 ? `wants ${unseen.join(' and ')}` : undefined);
      return source && because ? [sourceLine(source, `does not match: ${because}`)] : [];
    });
    return {
      ...{ certainty, sentence, not },
      lines: [logLine(origin), ...sources],
      next: ['See which condition fails: ./lab explain URL --verbose'],
    };
  },
};

/** What of the request did not match, asked of the configuration that the proxy has. */
function reason(
  entry: AccessLogEntry,
  found: HostRoutes | undefined,
): Pick<Verdict, 'certainty' | 'sentence' | 'not'> {
  const { authority = '', path = '/', method = 'GET', pod } = entry;
  const other = 'Not a missing endpoint or cluster: those give 503 with UH or NC.';
  if (found && found.virtualHost === undefined)
    return {
      certainty: 'certain',
      sentence: `${pod} has no virtual host for ${authority}.`,
      not: [other, 'Not the path or a header: no route was tried.'],
    };
  const routes = found?.routes ?? [];
  const fitting = routes.filter(({ failed }) => failed === undefined);
  // A route that asks for nothing more would have taken the request.
  if (!found || fitting.some(({ unseen }) => unseen.length === 0))
    return {
      certainty: 'likely',
      sentence: `${pod} had no route for ${method} ${authority}${path}.`,
      not: [other, 'The active configuration has a route for it: it may have changed since.'],
    };
  const known = `${pod} knows the host ${authority}, and none of its routes matches ${method} ${path}`;
  if (fitting.length === 0) {
    const failed = routes.flatMap((route) => route.failed ?? []);
    return {
      certainty: 'certain',
      sentence: `${known}${failed.length > 0 ? ` (${failed.join('; ')})` : ''}.`,
      not: [
        other,
        'Not the host: its virtual host was found. Not a header: no route has the path and the method.',
      ],
    };
  }
  const wanted = fitting.map(
    ({ name, source, unseen }) => `${routeText(name, source)} wants ${unseen.join(' and ')}`,
  );
  return {
    certainty: 'certain',
    sentence: `${known}: ${wanted.join('; ')}.`,
    not: [
      other,
      'Not the host, the path or the method: the route takes them, and the request lacks the rest.',
    ],
  };
}
