import { INBOUND_PASSTHROUGH_CLUSTER } from '@lab/istio';
import type { ExpectedAnswer } from '@lab/istio/conformance';
import type { LogLine } from './access-log.ts';
import type { WireAnswer, WireRequest } from './send-probe.ts';
import type { Seen } from './stand-in.ts';

/** What became of a probe: what its sender got, and what the Envoy that decided noted of it. */
export interface Observation {
  readonly answer: WireAnswer;
  readonly line: LogLine | undefined;
}

interface ExpectedOutcome {
  readonly cluster?: string;
  readonly weighted?: Readonly<Record<string, number>>;
  readonly directResponse?: { readonly status: number; readonly body?: string };
  readonly redirect?: Readonly<Record<string, string | number | boolean>>;
  readonly denied?: { readonly by: string; readonly policy?: string };
  readonly error?: string;
}

interface ExpectedCluster {
  readonly missing?: boolean;
  readonly endpoints?: readonly {
    readonly workload?: string;
    readonly port: number;
    readonly tlsMode?: string;
  }[];
  readonly tls?: { readonly mode: string };
}

/** The outcomes that a sender cannot tell from each other. */
const NO_ROUTE = new Set(['no-route', 'no-virtual-host']);

/** How what was observed differs from what Istio's configuration would do; empty where it agrees. */
export function compareOutcome(
  expected: ExpectedAnswer,
  observations: readonly Observation[],
  request: WireRequest,
): string[] {
  const outcome = expected.outcome as ExpectedOutcome;
  const clusters = (expected.clusters ?? {}) as Readonly<Record<string, ExpectedCluster>>;
  const isMissing = (name: string) => clusters[name]?.missing === true;
  if (outcome.weighted) return compareWeights(outcome.weighted, isMissing, observations);
  const [observed] = observations;
  if (!observed) return ['nothing was observed'];
  const { answer, line } = observed;
  const status = 'status' in answer ? answer.status : undefined;
  const details = line?.response_code_details ?? '';
  const ended = line?.connection_termination_details ?? '';
  if (outcome.cluster) return compareCluster(outcome.cluster, expected, observed);
  if (outcome.directResponse) {
    const { status: wanted, body = '' } = outcome.directResponse;
    const got = 'body' in answer ? answer.body : '';
    return differs('direct response', `${wanted} ${body}`, `${status} ${got}`);
  }
  if (outcome.redirect) return compareRedirect(outcome.redirect, answer, request);
  if (outcome.denied) {
    const { by, policy } = outcome.denied;
    if (by === 'jwt')
      return differs('denial', '401 by jwt', `${status} by ${details.startsWith('jwt_') ? 'jwt' : details}`);
    const matched = /matched_policy\[(.*)\]$/.exec(by === 'rbac-tcp' ? ended : details)?.[1];
    const wanted = by === 'rbac-tcp' ? 'closed' : '403';
    return differs('denial', `${wanted} by ${policy}`, `${status ?? 'closed'} by ${matched}`);
  }
  if (NO_ROUTE.has(outcome.error ?? ''))
    return differs('error', '404 route_not_found', `${status} ${details}`);
  return differs(
    'error',
    'closed',
    'closed' in answer || isCodecError(answer) ? 'closed' : `${status} ${details}`,
  );
}

/** Envoy's word for bytes that are not HTTP. */
function isCodecError(answer: WireAnswer): boolean {
  return 'status' in answer && answer.status === 400;
}

function compareCluster(wanted: string, expected: ExpectedAnswer, { answer, line }: Observation): string[] {
  const cluster = (expected.clusters as Record<string, ExpectedCluster> | undefined)?.[wanted];
  if (cluster?.missing) return differs('flag', 'NC', line?.response_flags ?? 'none');
  const found = differs('cluster', wanted, canonicalName(line?.upstream_cluster ?? 'none'));
  if (found.length > 0)
    return [...found, `  answer: ${JSON.stringify(answer).slice(0, 300)}`, `  log: ${JSON.stringify(line)}`];
  return [];
}

/** Each cluster with a weight was chosen, and none other. One that is not there is in the log by its flag alone. */
function compareWeights(
  weights: Readonly<Record<string, number>>,
  isMissing: (name: string) => boolean,
  observations: readonly Observation[],
): string[] {
  const wanted = Object.entries(weights).flatMap(([name, weight]) =>
    weight > 0 ? [isMissing(name) ? 'NC' : name] : [],
  );
  const got = new Set(
    observations.map(({ line }) => line?.upstream_cluster ?? line?.response_flags ?? 'none'),
  );
  return differs('clusters', wanted.sort().join(), [...got].sort().join());
}

/** The `Location` that Envoy makes of a RedirectAction (envoy.config.route.v3.RedirectAction). */
function compareRedirect(
  redirect: NonNullable<ExpectedOutcome['redirect']>,
  answer: WireAnswer,
  { host, path, tls }: WireRequest,
): string[] {
  const CODES: Readonly<Record<string, number>> = {
    MOVED_PERMANENTLY: 301,
    FOUND: 302,
    SEE_OTHER: 303,
    TEMPORARY_REDIRECT: 307,
    PERMANENT_REDIRECT: 308,
  };
  const {
    responseCode = 'MOVED_PERMANENTLY',
    schemeRedirect,
    httpsRedirect,
    hostRedirect,
    portRedirect,
  } = redirect;
  const scheme = schemeRedirect ?? (httpsRedirect || tls ? 'https' : 'http');
  // A port that was the default of the scheme before is left out.
  const written = scheme === 'https' ? host.replace(/:80$/, '') : host.replace(/:443$/, '');
  const name = hostRedirect ?? (portRedirect ? host.replace(/:\d+$/, '') : written);
  const port = portRedirect ? `:${portRedirect}` : '';
  const target = redirectPath(redirect, path);
  const slash = target.startsWith('/') ? '' : '/';
  const wanted = `${CODES[String(responseCode)]} ${scheme}://${name}${port}${slash}${target}`;
  if (!('status' in answer)) return differs('redirect', wanted, JSON.stringify(answer));
  return differs('redirect', wanted, `${answer.status} ${answer.headers.location}`);
}

/** A rewritten prefix ends where the route's own does, which the recorded answer leaves out: the last segment stays. */
function redirectPath(
  { pathRedirect, prefixRewrite }: NonNullable<ExpectedOutcome['redirect']>,
  path: string,
): string {
  if (prefixRewrite !== undefined) return `${prefixRewrite}${path.slice(path.lastIndexOf('/'))}`;
  return String(pathRedirect ?? path);
}

/** The name that a copy of a cluster has in a cluster: copies are for what is lost of an address on this machine. */
function canonicalName(cluster: string): string {
  return cluster.startsWith(`${INBOUND_PASSTHROUGH_CLUSTER}_`)
    ? INBOUND_PASSTHROUGH_CLUSTER
    : cluster.replace(/@.*$/, '');
}

function differs(what: string, wanted: string, got: string): string[] {
  return wanted === got ? [] : [`${what}: expected ${wanted}`, `${' '.repeat(what.length)}       got ${got}`];
}

/** What a stand-in saw of the request, where one answered. */
export function seenBy(answer: WireAnswer): Seen | undefined {
  const text = 'body' in answer ? answer.body : 'bytes' in answer ? answer.bytes : '';
  try {
    const seen = JSON.parse(text);
    return typeof seen?.name === 'string' && typeof seen?.protocol === 'string' ? seen : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Compares who answered, and what the two sides knew of each other, with the endpoints and the TLS mode of the cluster
 * that Istio answered. Undefined where there is nothing to compare: no pod's application was reached, or its sidecar passed
 * on bytes without a word of who sent them.
 */
export function compareIdentity(
  expected: ExpectedAnswer,
  { answer, line }: Observation,
  caller: string,
  readsHttp: (pod: string, port: number) => boolean,
): string[] | undefined {
  const seen = seenBy(answer);
  const clusters = expected.clusters as Record<string, ExpectedCluster> | undefined;
  const cluster = clusters?.[line?.upstream_cluster ?? ''];
  if (!seen || !cluster?.endpoints || seen.name === 'outside') return undefined;
  const [, pod = '', port = ''] = /^(.*):(\d+)$/.exec(seen.name) ?? [];
  const endpoint = cluster.endpoints.find(
    (candidate) => isReplica(pod, candidate.workload ?? '') && candidate.port === Number(port),
  );
  if (!endpoint) return [`endpoint: expected one of ${JSON.stringify(cluster.endpoints)}, got ${seen.name}`];
  const certificate = String(seen.headers?.['x-forwarded-client-cert'] ?? '');
  const shown = /URI=([^;,]+)[^,]*$/.exec(certificate)?.[1];
  if (seen.protocol === 'tcp' || seen.serverName || !readsHttp(pod, Number(port))) return undefined;
  const mutual =
    cluster.tls?.mode === 'ISTIO_MUTUAL' ||
    (cluster.tls?.mode === 'AUTO_MTLS' && endpoint.tlsMode === 'istio');
  return differs('identity', mutual ? caller : 'none', shown ?? 'none');
}

/** `NAMESPACE/WORKLOAD-0` is a replica of `NAMESPACE/WORKLOAD`. */
function isReplica(pod: string, workload: string): boolean {
  return pod.startsWith(`${workload}-`) && /^\d+$/.test(pod.slice(workload.length + 1));
}
