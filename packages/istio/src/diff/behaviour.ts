import type { ClusterAnswer } from '../explain/cluster-answer.ts';
import type { End, FailureKind, Hop, RouteStep } from '../explain/journey/journey.ts';
import { clusterSettings } from './cluster-settings.ts';
import type { Effect } from './mesh-diff.ts';
import { destinationsText, endText, isRedirect, percent, redirectOf } from './outcome-text.ts';

/** A setting that holds for a request, in words, and what it means when it differs. */
export interface Setting {
  readonly value: string;
  /** Shorter, for where it says enough. */
  readonly brief?: string;
  readonly effect: Effect;
  /** The cluster that has it, where it is none of the route. */
  readonly cluster?: string;
}

/** What is compared of a request. */
export interface Behaviour {
  /** The ways in which it fails, as a key. */
  readonly failures: string;
  /** Clusters that requests are sent to. */
  readonly clusters: ReadonlySet<string>;
  /** 0 to 1. */
  readonly succeeds: number;
  /** Of the failures, those by which something keeps it out: 0 to 1. */
  readonly refused: number;
  readonly kinds: ReadonlySet<FailureKind>;
  readonly flow: Flow;
  /** How it ends, in words; with the workloads by their names. */
  readonly text: string;
  readonly wholeText: string;
  readonly settings: ReadonlyMap<string, Setting>;
}

/** Where the requests go that succeed. */
export interface Flow {
  readonly key: string;
  readonly leavesMesh: boolean;
  /** Whether any gets to a server: a proxy may answer by itself. */
  readonly arrives: boolean;
  /** Whether the proxy sends the client to the same host over TLS. */
  readonly leadsToTls: boolean;
}

/** Failures by which something keeps a caller out, and does not merely fail. */
const REFUSALS: ReadonlySet<FailureKind> = new Set([
  'rbac-denied',
  'jwt-denied',
  'plaintext-to-mutual-tls',
  'client-certificate-required',
  'outbound-blocked',
]);

/** What a mesh does with a request, in the terms in which two of them are compared. */
export function behaviourOf(
  hop: Hop,
  clusters: Readonly<Record<string, ClusterAnswer>>,
  cors: unknown,
): Behaviour {
  const failing = alike(hop.ends.filter(({ failure }) => failure !== undefined));
  const passing = hop.ends.filter(({ failure }) => failure === undefined);
  const shareOf = (ends: readonly End[]) => rounded(ends.reduce((sum, { share }) => sum + share, 0));
  return {
    failures: JSON.stringify(failing.map((end) => [failureKey(end), rounded(end.share)]).sort()),
    clusters: new Set(hop.destinations.flatMap(({ cluster, share }) => (share > 0 ? cluster : []))),
    succeeds: shareOf(passing),
    refused: shareOf(failing.filter(({ failure }) => failure && REFUSALS.has(failure.kind))),
    kinds: new Set(failing.flatMap(({ failure }) => failure?.kind ?? [])),
    flow: {
      key: JSON.stringify(passing.map((end) => flowKey(end, hop)).sort()),
      // What a caller outside the mesh sends has not been inside.
      leavesMesh: hop.proxy.kind !== 'none' && passing.some(({ by }) => by === 'outside'),
      arrives: passing.some(({ by }) => by !== 'caller-proxy'),
      leadsToTls: passing.some((end) => isRedirect(end) && redirectOf(hop).startsWith('https:')),
    },
    text: textOf(hop, failing, passing, false),
    wholeText: textOf(hop, failing, passing, true),
    settings: new Map(passing.length > 0 ? settingsOf(hop, clusters, cors) : []),
  };
}

function textOf(hop: Hop, failing: readonly End[], passing: readonly End[], whole: boolean): string {
  const passed = destinationsText(hop, passing, whole);
  return [...passed, ...failing.map((end) => endText(end, hop))].join(', ');
}

/** Which of several clusters a request fails at is no matter to who sends it. */
function alike(ends: readonly End[]): End[] {
  return [...Map.groupBy(ends, failureKey).values()].map((same) => ({
    ...(same[0] as End),
    share: same.reduce((sum, { share }) => sum + share, 0),
  }));
}

/** A delay leaves its flag whatever comes after it, and is compared by itself. */
function failureKey({ by, status, flags, failure }: End): string {
  const own = flags.filter((flag) => flag !== 'DI').sort();
  // That no virtual host is for it, or no route of one, is the same 404.
  const kind = failure?.kind === 'no-virtual-host' ? 'no-route' : failure?.kind;
  return JSON.stringify([by, status ?? null, own, kind]);
}

function flowKey(end: End, hop: Hop): string {
  const { share, by, status, cluster, workloads } = end;
  const to = isRedirect(end) ? redirectOf(hop) : (cluster ?? '');
  return JSON.stringify([rounded(share), by, status ?? null, to, [...workloads].sort()]);
}

function rounded(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}

function settingsOf(
  { route, destinations, ends }: Hop,
  clusters: Readonly<Record<string, ClusterAnswer>>,
  cors: unknown,
): (readonly [string, Setting])[] {
  const taken = destinations.filter(({ share, kind }) => share > 0 && kind !== 'missing');
  const reached = new Set(ends.flatMap(({ cluster, failure }) => (failure ? [] : (cluster ?? []))));
  const tls = taken
    .filter(({ cluster }) => reached.has(cluster))
    .map(({ tls: { onWire, identity } }) => [WIRE[onWire], identity ? ` as ${identity}` : ''] as const);
  const wire = (whole: boolean) =>
    [...new Set(tls.map(([name, identity]) => `${name}${whole ? identity : ''}`))].join(' and ');
  const connection: Setting = { value: wire(true), brief: wire(false), effect: 'security' };
  return [
    ...(tls.length > 0 ? [['connection', connection] as const] : []),
    ...(route ? routeSettings(route, new Set(taken.map(({ cluster }) => hostOf(cluster)))) : []),
    ...(cors === undefined ? [] : [setting('CORS', JSON.stringify(cors), 'more-permissive')]),
    ...taken.flatMap(({ cluster, subset, request }) => [
      ...clusterSettings(clusters[cluster] ?? {}).map(([name, value]) =>
        setting(subset ? `${name} of ${subset}` : name, value, 'resilience', cluster),
      ),
      ...headerSettings('request', request),
    ]),
  ];
}

const WIRE = {
  mutual: 'mutual TLS',
  tls: 'TLS',
  plaintext: 'plaintext',
  mixed: 'mutual TLS to some pods, plaintext to others',
};

function setting(name: string, value: string, effect: Effect, cluster?: string): readonly [string, Setting] {
  return [name, { value, effect, ...(cluster !== undefined && { cluster }) }];
}

/** A copy for another host is seen by others. */
function routeSettings(route: RouteStep, hosts: ReadonlySet<string>): (readonly [string, Setting])[] {
  const { timeoutMs, retries, delay, mirrors, hashOn, rewrite, request, response } = route;
  const of = (name: string, value: string | undefined, effect: Effect) =>
    value === undefined ? [] : [setting(name, value, effect)];
  return [
    ...of('timeout', timeoutMs === undefined ? undefined : seconds(timeoutMs), 'resilience'),
    ...of('retries', retries && retriesText(retries), 'resilience'),
    ...of('delay', delay && `${seconds(delay.milliseconds)} for ${percent(delay.share)}`, 'resilience'),
    ...of('load balanced by', hashOn?.join(', '), 'routing'),
    ...mirrors.map(({ cluster, share }) =>
      setting(
        `mirror to ${clusterText(cluster)}`,
        percent(share),
        hosts.has(hostOf(cluster)) ? 'routing' : 'leak',
      ),
    ),
    ...of('host sent', rewrite?.host, 'routing'),
    ...of('path sent', rewrite?.path, 'routing'),
    ...headerSettings('request', request),
    ...headerSettings('response', response),
  ];
}

function retriesText({ attempts, on, perTryTimeoutMs }: NonNullable<RouteStep['retries']>): string {
  const perTry = perTryTimeoutMs ? `, each within ${seconds(perTryTimeoutMs)}` : '';
  return `at most ${attempts} on ${on.join(', ')}${perTry}`;
}

function headerSettings(
  of: 'request' | 'response',
  changes: RouteStep['request'],
): (readonly [string, Setting])[] {
  const { set, add, remove } = changes;
  return [
    ...Object.entries(set).map(([name, value]) =>
      setting(`${of} header ${name}`, `set to "${value}"`, 'headers'),
    ),
    ...Object.entries(add).map(([name, value]) =>
      setting(`${of} header ${name}`, `"${value}" added`, 'headers'),
    ),
    ...remove.map((name) => setting(`${of} header ${name}`, 'removed', 'headers')),
  ];
}

function seconds(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}

function hostOf(cluster: string): string {
  return cluster.split('|')[3] ?? cluster;
}

/** `outbound|8080|canary|NAME.NAMESPACE.svc.cluster.local` as `NAME.NAMESPACE:8080, subset canary`. */
function clusterText(cluster: string): string {
  const [, port = '', subset, host = cluster] = cluster.split('|');
  return `${host.replace(/\.svc\..*$/, '')}${port && `:${port}`}${subset ? `, subset ${subset}` : ''}`;
}
