import { explainRequest } from '@lab/istio';
import type { AccessLogEntry } from '../access-log-entry.ts';
import { type CauseDefinition, logLine } from '../cause.ts';
import type { Evidence } from '../evidence.ts';

export const noRoute: CauseDefinition = {
  code: 'NO_ROUTE',
  title: 'No route matches the request',
  meaning:
    'No virtual host of the proxy has the host of the request, or none of its routes matches the path, method and headers.',
  evidence: 'The proxy logs 404 NR with route_not_found, and no upstream cluster.',
  fix: 'Add the host to the Gateway and the VirtualService, or a route that matches.',
  find({ origin }, evidence) {
    if (!origin.flags.has('NR') || origin.status !== 404) return undefined;
    const { certainty, sentence, not } = reason(origin, evidence);
    return {
      ...{ certainty, sentence, not },
      lines: [logLine(origin)],
      next: ['Compare the host, path and headers with the VirtualService: ./lab render | less'],
    };
  },
};

/** What of the request did not match, asked of the configuration that the proxy has. */
function reason(entry: AccessLogEntry, { mesh, pods }: Evidence) {
  const { authority = '', path = '/', method = 'GET', downstreamLocalAddress = '' } = entry;
  const pod = pods.find((each) => each.pod === entry.pod);
  const from = pod && `${pod.namespace}/${pod.workload}`;
  const port = Number(downstreamLocalAddress.split(':').at(-1));
  const { outcome, info } =
    from && port
      ? explainRequest(mesh, { from, request: { host: authority, path, method, port } })
      : { outcome: {}, info: undefined };
  const other = 'Not a missing endpoint or cluster: those give 503 with UH or NC.';
  if (outcome.error === 'no-virtual-host')
    return {
      certainty: 'certain' as const,
      sentence: `${entry.pod} has no virtual host for ${authority}.`,
      not: [other, 'Not the path or a header: no route was tried.'],
    };
  if (outcome.error === 'no-route') {
    const failed = info?.failedMatches ?? [];
    return {
      certainty: 'certain' as const,
      sentence: `${entry.pod} knows the host ${authority}, and none of its routes matches ${method} ${path}${
        failed.length > 0 ? ` (${failed.join('; ')})` : ''
      }.`,
      not: [other, 'Not the host: its virtual host was found.'],
    };
  }
  return {
    certainty: 'likely' as const,
    sentence: `${entry.pod} had no route for ${method} ${authority}${path}.`,
    not: [
      other,
      'The access log has no headers, and the configuration may have changed since: either may be the reason.',
    ],
  };
}
