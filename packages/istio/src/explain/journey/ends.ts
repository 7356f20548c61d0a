import { BLACK_HOLE_CLUSTER } from '../../xds/clusters/cluster-name.ts';
import type { RedirectAction, Route } from '../../xds/types.ts';
import type { Answer } from '../answer.ts';
import type {
  DestinationStep,
  End,
  Failure,
  FailureKind,
  JourneyQuestion,
  RouteStep,
  ServerStep,
} from './journey.ts';

/** What ends a call: the answer of the caller's proxy, what the route says, and where it leads. */
export interface Course {
  readonly answer: Answer;
  readonly route?: Route;
  readonly step?: RouteStep;
  readonly destinations: readonly DestinationStep[];
  readonly dialsPastProxy?: JourneyQuestion['dialsPastProxy'];
}

/** The ways in which calls end, with their shares; those that no call takes are left out. */
export function endsOf(course: Course): End[] {
  const { outcome } = course.answer;
  const local = localEnd(course);
  if (local) return [local];
  const passing = course.destinations.flatMap((destination) =>
    destinationEnds(course, destination).map((end) => ({ ...end, share: end.share * destination.share })),
  );
  return withFaults(course.step, outcome.cluster === undefined && passing.length === 0 ? [] : passing);
}

const FROM_PROXY = { by: 'caller-proxy', flags: [], workloads: [] } as const;

/** The end of a request that the caller's proxy answers itself. */
function localEnd({ answer: { outcome }, route, step }: Course): End | undefined {
  const { error, denied, directResponse, redirect } = outcome;
  if (denied) return { share: 1, ...FROM_PROXY, ...deniedEnd(denied) };
  if (redirect) return { share: 1, ...FROM_PROXY, status: redirectStatus(redirect) };
  if (directResponse) {
    const { status } = directResponse;
    const kind: FailureKind = route?.name === 'block_all' ? 'outbound-blocked' : 'direct-response';
    const failure = { kind, ...(step?.source && { source: step.source }) };
    return { share: 1, ...FROM_PROXY, status, ...(status >= 400 && { failure }) };
  }
  if (error === 'no-route' || error === 'no-virtual-host') {
    return { share: 1, ...FROM_PROXY, status: 404, flags: ['NR'], failure: { kind: error } };
  }
  if (error === undefined) return undefined;
  const kind: FailureKind = error === 'plaintext-to-tls-listener' ? 'plaintext-to-mutual-tls' : toKind(error);
  const flags = error === 'no-filter-chain' ? ['NR'] : [];
  return { share: 1, by: 'nobody', flags, workloads: [], failure: { kind } };
}

function toKind(error: Exclude<Answer['outcome']['error'], undefined>): FailureKind {
  return error === 'tls-to-plaintext-listener' ? 'tls-to-plaintext' : (error as FailureKind);
}

function deniedEnd({ by, policy, status }: NonNullable<Answer['outcome']['denied']>): Partial<End> {
  const kind: FailureKind = by === 'jwt' ? 'jwt-denied' : 'rbac-denied';
  const failure = { kind, detail: policy };
  return status === undefined ? { by: 'nobody', failure } : { status, failure };
}

/** How requests end that are sent to one cluster. */
function destinationEnds(course: Course, destination: DestinationStep): End[] {
  const { cluster, kind, endpoints, servers } = destination;
  const base = { cluster, workloads: [] as readonly string[], flags: [] as readonly string[] };
  const own = { share: 1, by: 'caller-proxy', ...base } as const;
  const isHttp = course.step !== undefined;
  if (kind === 'missing') {
    const is500 = course.route?.route?.clusterNotFoundResponseCode === 'INTERNAL_SERVER_ERROR';
    const failure: Failure = { kind: 'cluster-missing', detail: cluster };
    if (!isHttp) return [{ ...own, by: 'nobody', flags: ['NC'], failure }];
    return [{ ...own, status: is500 ? 500 : 503, flags: ['NC'], failure }];
  }
  if (cluster === BLACK_HOLE_CLUSTER) {
    return [{ ...own, by: 'nobody', flags: ['UH'], failure: { kind: 'outbound-blocked' } }];
  }
  if (destination.failure) return [unsent(course, { ...own, failure: destination.failure })];
  const isPassedOn = kind === 'passthrough' && destination.host !== undefined;
  if (kind !== 'service' && !isPassedOn) return [{ ...own, by: 'outside' }];
  const ready = endpoints.filter((group) => group.ready > 0);
  if (ready.length === 0) {
    const failure: Failure = {
      kind: endpoints.length > 0 ? 'no-ready-endpoint' : 'no-endpoint',
      detail: isPassedOn ? `${destination.host}:${destination.port}` : cluster,
    };
    // The node refuses the address of a Service that has no endpoint.
    if (isPassedOn) return [unsent(course, { ...own, failure })];
    return [{ ...own, ...(isHttp ? { status: 503 } : { by: 'nobody' }), flags: ['UH'], failure }];
  }
  const total = ready.reduce((sum, group) => sum + group.ready, 0);
  const ends = ready.map((group) => {
    const server = servers.find(({ workload }) => workload === group.workload);
    return { ...serverEnd(course, server), share: group.ready / total, cluster, workloads: [group.workload] };
  });
  return mergeAlike(ends);
}

/** Where nothing takes the connection, the proxy notes that it failed, if the call comes to it at all. */
function unsent({ step, dialsPastProxy }: Course, end: Omit<End, 'by'>): End {
  if (dialsPastProxy || end.failure?.kind === 'host-unknown') return { ...end, by: 'nobody' };
  if (step) return { ...end, by: 'caller-proxy', status: 503, flags: ['UF'] };
  return { ...end, by: 'nobody', flags: TCP_NOT_CONNECTED };
}

/** The TCP proxy tries once, which spends its tries (measured with Envoy 1.38); a connection that the server closes leaves no flag. */
const TCP_NOT_CONNECTED = ['UF', 'URX'];

type ServerEnd = Omit<End, 'share' | 'cluster' | 'workloads'>;

/** What the caller gets when a server's proxy has been reached. */
function serverEnd({ route, step }: Course, server: ServerStep | undefined): ServerEnd {
  const failure = server?.failure;
  if (!failure) return { by: server ? 'application' : 'outside', flags: [] };
  const status = step ? { status: 503 } : {};
  const by = step ? ('caller-proxy' as const) : ('nobody' as const);
  switch (failure.kind) {
    case 'rbac-denied':
      return step ? denial(route, 403, failure) : { by: 'nobody', flags: [], failure };
    case 'no-virtual-host':
    case 'no-route':
      return { by: 'server-proxy', ...(step && { status: 404 }), flags: [], failure };
    case 'jwt-denied':
      return denial(route, failure.detail === 'audience-not-allowed' ? 403 : 401, failure);
    case 'plaintext-to-mutual-tls':
    case 'client-certificate-required':
    case 'protocol-error':
      return { ...status, by, flags: step ? withRetries(route, 'UC', CLOSED) : [], failure };
    default:
      return {
        ...status,
        by,
        flags: step ? withRetries(route, 'UF', NOT_CONNECTED) : TCP_NOT_CONNECTED,
        failure,
      };
  }
}

function denial(route: Route | undefined, status: number, failure: Failure): ServerEnd {
  const { retryOn = '', retriableStatusCodes = [] } = route?.route?.retryPolicy ?? {};
  const isRetried = retryOn.includes('retriable-status-codes') && retriableStatusCodes.includes(status);
  return { by: 'server-proxy', status, flags: isRetried ? ['URX'] : [], failure };
}

/** Conditions under which Envoy tries again: after a connection that failed, and after one that was closed on it. */
const NOT_CONNECTED = ['connect-failure', 'gateway-error', '5xx', 'reset', 'reset-before-request'];
const CLOSED = ['gateway-error', '5xx', 'reset'];

/** Tries that are all spent add URX. */
function withRetries(route: Route | undefined, flag: string, conditions: readonly string[]): string[] {
  const { retryOn = '', numRetries = 0 } = route?.route?.retryPolicy ?? {};
  const isRetried = numRetries > 0 && retryOn.split(',').some((condition) => conditions.includes(condition));
  return isRetried ? [flag, 'URX'] : [flag];
}

function mergeAlike(ends: readonly End[]): End[] {
  const keyOf = ({ share: _share, workloads: _workloads, failure, ...end }: End) =>
    JSON.stringify([end, failure?.kind, failure?.detail, failure?.source?.resource]);
  return [...Map.groupBy(ends, keyOf).values()].map((same) => ({
    ...(same[0] as End),
    share: same.reduce((sum, { share }) => sum + share, 0),
    workloads: same.flatMap(({ workloads }) => workloads),
  }));
}

/** Faults are injected before a request is sent: a delay leaves its flag whatever comes after it. */
function withFaults({ delay, abort, source }: Partial<RouteStep> = {}, ends: readonly End[]): End[] {
  const abortShare = abort?.share ?? 0;
  const failure: Failure = { kind: 'fault-abort', ...(source && { source }) };
  const aborted: End = {
    ...{ share: abortShare, ...FROM_PROXY, flags: ['FI'], failure },
    ...(abort?.status !== undefined && { status: abort.status }),
  };
  const passed = ends.map((end) => ({ ...end, share: end.share * (1 - abortShare) }));
  const delayShare = delay?.share ?? 0;
  return [...passed, aborted]
    .flatMap((end) => [
      { ...end, share: end.share * (1 - delayShare) },
      { ...end, share: end.share * delayShare, flags: ['DI', ...end.flags] },
    ])
    .filter(({ share }) => share > 0);
}

const REDIRECTS = {
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

function redirectStatus({ responseCode = 'MOVED_PERMANENTLY' }: RedirectAction): number {
  return REDIRECTS[responseCode];
}
