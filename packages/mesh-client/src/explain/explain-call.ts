import {
  canonicalService,
  explainJourney,
  explainRequest,
  type journey,
  type Mesh,
  type Pod,
  readToken,
  selectsPod,
} from '@lab/istio';
import { type CallsSeen, callsKey } from './calls-seen.ts';

/** A request to explain. Plain JSON. */
export interface ExplainQuestion {
  /** `NAMESPACE/WORKLOAD`, or `outside`; the gateway that serves the host where it is absent. */
  readonly from?: string;
  readonly method: string;
  /** What is dialled: from a workload its host counts, at a gateway host and path. */
  readonly url: string;
  /** By lower-case name; `host` stands for the URL's. */
  readonly headers: Readonly<Record<string, string>>;
  /** URLs that the applications of the first tier, the second … call, in place of what was seen in traces. */
  readonly next: readonly string[];
}

/** What is known of a mesh beside its configuration. */
export interface MeshState {
  /** Pods by workload; all are ready where it is absent. */
  readonly readiness?: Readonly<Record<string, journey.Readiness>>;
  readonly calls: CallsSeen;
  /** Why no trace could be read, in a sentence. */
  readonly tracesUnread?: string;
  /** The port of this machine that leads to the gateway, which is none of its Service. */
  readonly entryPort?: number;
  /** Without a cluster, applications dial what the mesh does not know themselves. */
  readonly dialsPastProxy?: boolean;
}

/** What would happen to a request. Plain JSON; docs/explain.md describes it. */
export interface Explanation extends journey.Journey {
  readonly request: { readonly method: string; readonly url: string };
  /** `NAMESPACE/WORKLOAD` of the gateway or the workload, or `outside`. */
  readonly from: string;
  /** Whether pods are looked at, or taken to be ready. */
  readonly readiness: 'known' | 'assumed';
  /** Hops whose applications may call others: no trace of the request was seen, and no URL was given. */
  readonly unknownNext: readonly number[];
  /** Why no trace could be read, in a sentence. */
  readonly tracesUnread?: string;
}

/**
 * Explains a request to a mesh.
 *
 * @throws RangeError for a workload that the mesh does not have, and for a mesh without a gateway where none is named
 */
export function explainCall(mesh: Mesh, question: ExplainQuestion, state: MeshState): Explanation {
  const { method, url, next } = question;
  const entry = callOf(mesh, question, state.entryPort);
  const unknownNext: number[] = [];
  const nextCalls = (tier: journey.Tier): readonly journey.NextCall[] => {
    if (next.length > 0)
      return (next[tier.depth - 1] ?? '') ? [{ method, url: next[tier.depth - 1] ?? '' }] : [];
    const seen = seenCalls(mesh, tier, state.calls);
    if (seen === undefined) unknownNext.push(tier.hop);
    return seen ?? [];
  };
  const { readiness, tracesUnread, dialsPastProxy = false } = state;
  const { hops } = explainJourney(mesh, {
    ...{ ...entry, nextCalls, dialsPastProxy },
    ...(readiness && { readiness }),
  });
  return {
    ...{ request: { method, url }, from: entry.from, hops, unknownNext },
    readiness: readiness ? 'known' : 'assumed',
    ...(tracesUnread && { tracesUnread }),
  };
}

/**
 * The request that a question is about, and who sends it.
 *
 * @param entryPort the port of this machine that leads to the gateway
 * @throws RangeError for a mesh without a gateway where nobody is named who sends it
 */
export function callOf(mesh: Mesh, question: Omit<ExplainQuestion, 'next'>, entryPort?: number): Entry {
  const { method, url } = question;
  const { host: _host, ...headers } = question.headers;
  const { protocol, port, host, pathname, search } = new URL(url);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  const written = question.headers.host;
  const token = readToken(headers.authorization, Date.now() / 1000);
  const request: journey.JourneyRequest = {
    ...{ method, scheme, headers, host: written ?? host, path: `${pathname}${search}` },
    ...(written !== undefined && { dialled: host }),
    port: Number(port || (scheme === 'https' ? 443 : 80)),
    ...(token && { jwt: token }),
  };
  const wanted = port === '' || Number(port) === entryPort ? undefined : Number(port);
  return question.from === undefined ? entryOf(mesh, request, wanted) : { from: question.from, request };
}

/** Calls that the applications of a tier made for such a request; undefined where none of them was seen to get one. */
function seenCalls(mesh: Mesh, tier: journey.Tier, calls: CallsSeen): journey.NextCall[] | undefined {
  const pods = mesh.pods.filter(({ namespace, workload }) =>
    tier.workloads.includes(`${namespace}/${workload}`),
  );
  const services = new Set(pods.map((pod) => canonicalService(pod).name));
  const seen = [...services].flatMap((service) => {
    const known = calls[callsKey({ service, method: tier.method, path: tier.path })];
    return known ? [known] : [];
  });
  return seen.length > 0 ? seen.flat() : undefined;
}

type Entry = Pick<journey.JourneyQuestion, 'from' | 'request'>;

/**
 * The gateway that takes a request from outside, on the port of its Service: the first that has routes for the host,
 * else the first of all, for the 404 that it answers with.
 *
 * @param wanted a port that counts where a gateway's Service has it: by any other, something leads to the usual one
 */
function entryOf(
  mesh: Mesh,
  { dialled: _, ...request }: journey.JourneyRequest,
  wanted: number | undefined,
): Entry {
  const entries = mesh.pods
    .filter(({ proxy }) => proxy === 'gateway')
    .flatMap((pod) =>
      portsOf(mesh, pod, request.scheme, wanted).map((port) => ({
        from: `${pod.namespace}/${pod.workload}`,
        request: { ...request, port },
      })),
    );
  const [first] = entries;
  if (!first) throw new RangeError('the mesh has no gateway; --from names a workload that sends the request');
  return entries.find((entry) => isServedBy(mesh, entry)) ?? first;
}

/** A host that a gateway names and has no routes for is not served. */
function isServedBy(mesh: Mesh, { from, request }: Entry): boolean {
  const { scheme, host, path, port } = request;
  const tls = scheme === 'https' ? { tls: 'simple' as const } : {};
  const { outcome, info } = explainRequest(mesh, { from, request: { host, path, port, ...tls } });
  const { failedMatches = [] } = info;
  return outcome.error === undefined || (outcome.error === 'no-route' && failedMatches.length > 0);
}

/** The wanted port of a gateway's Services, else those that take HTTP; 80 or 443 where there are none. */
function portsOf(
  mesh: Mesh,
  pod: Pod,
  scheme: journey.JourneyRequest['scheme'],
  wanted: number | undefined,
): number[] {
  const isTls = scheme === 'https';
  const all = mesh.services.filter((service) => selectsPod(service, pod)).flatMap(({ ports }) => ports);
  if (wanted !== undefined && all.some(({ port }) => port === wanted)) return [wanted];
  const ports = all
    .filter(
      ({ protocol, port }) =>
        (isTls ? ['https', 'tls'] : ['http', 'http2']).includes(protocol) || port === (isTls ? 443 : 80),
    )
    .map(({ port }) => port);
  return ports.length > 0 ? ports : [isTls ? 443 : 80];
}
