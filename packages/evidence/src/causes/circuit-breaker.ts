import { destinationRules, isSubsetOf, parseClusterName, selectsPod } from '@lab/istio';
import { type AccessLogEntry, isInbound } from '../access-log-entry.ts';
import { bothEnds, type CauseDefinition, literal, statisticLines } from '../cause.ts';
import { configurationLine, sourceLine } from '../configuration-lines.ts';
import { configuredCluster, meshPod } from '../configured.ts';
import type { Evidence } from '../evidence.ts';

export const circuitBreaker: CauseDefinition = {
  code: 'CIRCUIT_BREAKER',
  title: 'A limit of the connection pool was reached',
  meaning:
    "The connection pool of the DestinationRule was full: the circuit breaker is open. The limits count for each proxy on its own: a caller's for its calls, and the callee's for all calls to its own application.",
  evidence:
    'The proxy logs 503 UO with overflow, and its cluster counts overflows. A retry that was refused has the status of the try before it.',
  fix: 'Raise the limit of the DestinationRule, or send less at the same time.',
  async find(incident, evidence) {
    const { origin } = incident;
    if (!origin.flags.has('UO')) return undefined;
    const stats = await evidence.statistics(
      origin.pod,
      `^cluster\\.${literal(origin.cluster ?? '')};?\\..*overflow$`,
    );
    const counted = statisticLines(origin.pod, stats);
    const { lines, pools } = poolsOf(evidence, origin);
    const limit = limitOf(origin, stats, pools);
    const whose = isInbound(origin)
      ? `the callee ${origin.pod} for its own application`
      : `the caller ${origin.pod} for ${origin.cluster}`;
    const isRetry = origin.details === 'via_upstream';
    return {
      certainty: 'certain',
      sentence: `The circuit breaker of ${whose} is open: the limit of ${limit} was reached.`,
      lines: [...bothEnds(incident), ...counted, ...lines],
      not: [
        isRetry
          ? 'Not the cause of the first try: only its retry was refused.'
          : isInbound(origin)
            ? 'Not a limit of the caller: its proxy sent the request.'
            : 'Not the callee: no request was sent to it.',
      ],
      next: ['Send less at the same time: ./lab call -c 1'],
    };
  },
};

interface Pool {
  readonly tcp?: { readonly maxConnections?: number };
  readonly http?: {
    readonly http1MaxPendingRequests?: number;
    readonly http2MaxRequests?: number;
    readonly maxRetries?: number;
  };
}

/** The settings of the pool that counts, and where they are written. */
function poolsOf(evidence: Evidence, origin: AccessLogEntry) {
  const text = 'limits the connection pool';
  if (!isInbound(origin)) {
    const rule = configuredCluster(evidence, origin)?.rule;
    const at = rule?.values.find(({ setting }) => setting === 'connectionPool')?.location;
    const resource = evidence.mesh.destinationRules.find((each) => named(each) === rule?.resource);
    const lines = rule ? [sourceLine({ ...rule, ...(at && { location: at }) }, text)] : [];
    return { lines, pools: resource ? poolsIn(resource.spec) : [] };
  }
  // The callee takes the settings of a Service that leads to the port (istio cluster_builder.go, `buildInboundCluster`).
  const pod = meshPod(evidence, origin);
  const port = parseClusterName(origin.cluster ?? '')?.port;
  const hosts = evidence.mesh.services
    .filter((service) => pod && selectsPod(service, pod))
    .filter(({ ports }) => ports.some((each) => Number(each.targetPort) === port))
    .map(({ hostname }) => hostname);
  const rules = destinationRules(evidence.mesh)
    .filter((rule) => hosts.some((host) => isSubsetOf(host, rule.host)))
    .map(({ resource }) => resource)
    .filter(({ spec }) => spec.trafficPolicy?.connectionPool);
  return {
    lines: rules.map((rule) => configurationLine(rule, ['spec', 'trafficPolicy', 'connectionPool'], text)),
    pools: rules.flatMap(({ spec }) => poolsIn(spec)),
  };
}

function named({ kind, metadata }: { kind: string; metadata: { name: string; namespace?: string } }): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}

function poolsIn(spec: Evidence['mesh']['destinationRules'][number]['spec']): Pool[] {
  const policies = [spec.trafficPolicy, ...(spec.subsets ?? []).map(({ trafficPolicy }) => trafficPolicy)];
  return policies.flatMap((policy) => (policy?.connectionPool ? [policy.connectionPool as Pool] : []));
}

/** Which limit it was, in the words of the DestinationRule; several where the statistics leave them open. */
function limitOf(origin: AccessLogEntry, stats: ReadonlyMap<string, number>, pools: readonly Pool[]): string {
  const overflows = (name: string) => [...stats].some(([key, value]) => key.endsWith(name) && value > 0);
  if (origin.details === 'via_upstream') return 'retries (maxRetries)';
  if (origin.method === undefined) return 'connections (maxConnections)';
  // Requests count apart from those that wait for a connection since Envoy 1.38 ("Cluster manager statistics"); older ones
  // have one counter for both. Counters add up since the start: an old overflow hides no other.
  const countsApart = [...stats.keys()].some((key) => key.endsWith('upstream_rq_active_overflow'));
  const isSet = (name: keyof NonNullable<Pool['http']>) =>
    pools.some(({ http }) => http?.[name] !== undefined);
  const isPending = countsApart
    ? overflows('upstream_rq_pending_overflow')
    : isSet('http1MaxPendingRequests');
  const isActive = countsApart ? overflows('upstream_rq_active_overflow') : isSet('http2MaxRequests');
  const limits = [
    isPending ? 'pending requests (http1MaxPendingRequests)' : '',
    isActive ? 'requests (http2MaxRequests)' : '',
  ].filter(Boolean);
  const first = limits.length > 0 ? limits.join(' or ') : 'requests or pending requests';
  return overflows('upstream_cx_overflow') ? `${first}, with all connections in use (maxConnections)` : first;
}
