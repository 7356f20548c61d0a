import { type journey, type MissingCluster, missingCluster } from '@lab/istio';
import type { AccessLogEntry } from '../access-log-entry.ts';
import { type CauseDefinition, logLine, type Verdict } from '../cause.ts';
import { editOf, routeText, sourceLine } from '../configuration-lines.ts';
import { meshPod, possibleRoutes } from '../configured.ts';
import type { Evidence } from '../evidence.ts';

type Found = MissingCluster & Pick<Verdict, 'lines'>;

/** The missing clusters to which a request may have been sent, each with its reason. */
function missing(origin: AccessLogEntry, evidence: Evidence): Found[] | undefined {
  if (!origin.flags.has('NC')) return undefined;
  const caller = meshPod(evidence, origin);
  if (!caller) return [];
  const from = `${caller.namespace}/${caller.workload}`;
  return possibleRoutes(evidence, origin).flatMap(({ source, missing: clusters }) =>
    clusters.flatMap((cluster) => {
      const found = missingCluster(evidence.mesh, from, cluster);
      const lines = [
        ...(source ? [sourceLine(source, `sends to ${cluster}`)] : []),
        ...(found?.sources ?? []).map((each) => sourceLine(each, 'is for this host')),
      ];
      return found ? [{ ...found, lines }] : [];
    }),
  );
}

interface Missing extends Pick<CauseDefinition, 'code' | 'title' | 'meaning' | 'fix'> {
  readonly reasons: readonly journey.MissingReason[];
  sentence(found: MissingCluster, pod: string): string;
}

const listed = (present: readonly string[]) => (present.length > 0 ? present.join(', ') : 'none');

const KINDS: readonly Missing[] = [
  {
    code: 'SUBSET_NOT_FOUND',
    title: 'No DestinationRule defines the subset',
    meaning:
      'The VirtualService sends to a subset that no DestinationRule of the host defines, so that the proxy has no cluster for it.',
    fix: 'Define the subset in the DestinationRule of the host, or correct the name in the VirtualService.',
    reasons: ['subset'],
    sentence: ({ subset, host, present }) =>
      `No DestinationRule defines subset ${subset} of ${host} (defined: ${listed(present)}).`,
  },
  {
    code: 'PORT_NOT_FOUND',
    title: 'The Service has no such port',
    meaning:
      'The VirtualService sends to a port that the Service does not have, so that the proxy has no cluster for it.',
    fix: 'Correct `destination.port` in the VirtualService, or add the port to the Service.',
    reasons: ['port'],
    sentence: ({ port, host, present }) => `${host} has no port ${port} (its ports: ${listed(present)}).`,
  },
  {
    code: 'HOST_NOT_FOUND',
    title: 'No Service or ServiceEntry has this name',
    meaning:
      'The VirtualService sends to a host that no Service and no ServiceEntry has. A name without a dot stands for a Service in the namespace of the VirtualService.',
    fix: 'Correct `destination.host`; write the whole name of a Service in another namespace.',
    reasons: ['host'],
    sentence: ({ host }) => `There is no Service and no ServiceEntry ${host}.`,
  },
  {
    code: 'NOT_VISIBLE',
    title: 'The destination is not visible to the caller',
    meaning:
      'The host or the subset is defined, and `exportTo` or a Sidecar hides it from the namespace of the caller, so that its proxy has no cluster for it.',
    fix: 'Add the namespace of the caller to `exportTo`, or the host to `egress` of the Sidecar.',
    reasons: ['visibility', 'subset-visibility'],
    sentence: ({ reason, subset, host, sources }, pod) =>
      reason === 'visibility'
        ? `${host} is not visible to ${pod}${byText(sources)}.`
        : `Subset ${subset} of ${host} is defined, and not visible to ${pod}${byText(sources)}.`,
  },
];

function byText(sources: MissingCluster['sources']): string {
  return sources.length > 0 ? `: see ${sources.map(({ resource }) => resource).join(', ')}` : '';
}

const EVIDENCE =
  'The caller logs 503 NC with cluster_not_found, and the route of that name leads to a cluster that its proxy does not have.';

/** A cause for each reason for which a cluster is missing. */
export const missingClusterCauses: readonly CauseDefinition[] = KINDS.map(
  ({ reasons, sentence, ...texts }) => ({
    ...texts,
    evidence: EVIDENCE,
    find({ origin }, evidence) {
      const found = missing(origin, evidence) ?? [];
      const own = found.filter(({ reason }) => reasons.includes(reason));
      const [first] = own;
      if (!first) return undefined;
      return {
        certainty: found.length === 1 ? 'certain' : 'likely',
        sentence: sentence(first, origin.pod),
        lines: [logLine(origin), ...own.flatMap(({ lines }) => lines)],
        not: [
          'Not a missing endpoint: the proxy has no cluster at all (UH would be one without endpoints).',
          ...(found.length === 1
            ? []
            : [`The route leads to ${found.length} missing clusters, and the line does not name one.`]),
        ],
        next: [...editOf(first.sources[0]), './lab analyze'],
      };
    },
  }),
);

export const clusterNotFound: CauseDefinition = {
  code: 'CLUSTER_NOT_FOUND',
  title: 'The route leads to a cluster that the proxy does not have',
  meaning: 'The proxy has no cluster for the destination, and the active configuration does not say why.',
  evidence: 'The caller logs 503 NC with cluster_not_found.',
  fix: 'Send the request again: if it fails the same way, compare the route with `./lab explain --verbose`.',
  find({ origin }, evidence) {
    const found = missing(origin, evidence);
    if (!found || found.length > 0) return undefined;
    return {
      certainty: 'likely',
      sentence: `${origin.pod} did not have the cluster that ${routeText(origin.routeName, undefined)} sent to.`,
      lines: [logLine(origin)],
      not: [
        'The active configuration has a cluster for each destination of the route: it may have changed since.',
      ],
      next: ['./lab explain --verbose', './lab analyze'],
    };
  },
};
