import { isDeepStrictEqual } from 'node:util';
import type { journey, Mesh } from '@lab/istio';
import { type ExplainQuestion, explainCall } from '@lab/mesh-client';
import { addedUp } from '../measure/added-up.ts';
import type { EdgeBadge, EdgeReason, EdgeTls, MeshEdge } from '../protocol.ts';
import { nodeOf, nodesBehind, versionOf } from './nodes.ts';
import type { PossibleCall } from './possible-calls.ts';

/** `FROM>TO` */
export function edgeId(from: string, to: string): string {
  return `${from}>${to}`;
}

/** An edge with what the configuration in force does to its calls, as `./lab explain` says it. */
export function edgeOf(mesh: Mesh, calls: readonly PossibleCall[], from: string, to: string): MeshEdge {
  const reasons: EdgeReason[] = [...new Set(calls.map(({ reason }) => reason))];
  const hops = callsOn(mesh, calls, from, to);
  const [hop] = hops;
  const shown = { id: edgeId(from, to), from, to, reasons };
  if (!hop) return { ...shown, badges: [] };
  const tls = tlsOf(hop);
  const weights = commonWeights(hops.map((one) => weightsOf(mesh, one)));
  return { ...shown, ...(tls && { tls }), ...(weights && { weights }), badges: badgesOfAll(hops) };
}

/** Routes of a gateway to one service that are looked at. */
const MOST_ROUTES = 20;

/**
 * Plain requests along the edge, explained: the first hop of one for each route that leads there. None where nothing of the
 * edge has a name to be called by.
 */
function callsOn(mesh: Mesh, calls: readonly PossibleCall[], from: string, to: string): journey.Hop[] {
  const pod = mesh.pods.find((candidate) => nodeOf(candidate) === from);
  // Of several Services the one in front of the most pods: versions may have their own.
  const service = mesh.services
    .filter((candidate) => nodesBehind(mesh, candidate).includes(to))
    .toSorted((a, b) => Object.keys(a.selector).length - Object.keys(b.selector).length)[0];
  const port = service?.ports[0];
  const routed = new Set(
    calls.flatMap(({ by }) => (by ? `http://${by.host.replace('*', 'any')}${by.path}` : [])),
  );
  const own = service && port ? [`http://${service.hostname}:${port.port}/`] : [];
  if (!pod) return [];
  const sender = pod.proxy === 'gateway' ? {} : { from: `${pod.namespace}/${pod.workload}` };
  const hops = [...(routed.size > 0 ? routed : own)]
    .slice(0, MOST_ROUTES)
    .flatMap((url) => firstHop(mesh, { method: 'GET', url, headers: {}, next: [], ...sender }) ?? []);
  // What a path is matched by may be no prefix: such a request is led elsewhere.
  const there = hops.filter((hop) => leadsTo(mesh, hop, to));
  return [
    ...new Map(
      (there.length > 0 ? there : hops.slice(0, 1)).map((hop) => [
        `${hop.route?.virtualHost} ${hop.route?.name}`,
        hop,
      ]),
    ).values(),
  ];
}

function leadsTo(mesh: Mesh, { destinations }: journey.Hop, node: string): boolean {
  const workloads = new Set(
    destinations.flatMap(({ endpoints }) => endpoints.map(({ workload }) => workload)),
  );
  return mesh.pods.some((pod) => nodeOf(pod) === node && workloads.has(`${pod.namespace}/${pod.workload}`));
}

function firstHop(mesh: Mesh, question: ExplainQuestion): journey.Hop | undefined {
  try {
    return explainCall(mesh, question, { calls: {}, dialsPastProxy: true }).hops[0];
  } catch {
    // A workload that is about to go, or a host that is none.
    return undefined;
  }
}

/** Calls of several routes are counted together: where these have different weights, none of them is that of the calls. */
function commonWeights(all: readonly (MeshEdge['weights'] | undefined)[]): MeshEdge['weights'] {
  const [first, ...others] = all;
  return others.every((one) => isDeepStrictEqual(one, first)) ? first : undefined;
}

/** What the proxy does to calls; where that depends on the route, with the names of the routes. */
function badgesOfAll(hops: readonly journey.Hop[]): EdgeBadge[] {
  const all = hops.flatMap((hop) => badgesOf(hop).map((one) => ({ ...one, route: hop.route?.name })));
  return [...Map.groupBy(all, ({ kind, text }) => `${kind} ${text}`).values()].flatMap((same) => {
    const [one] = same;
    if (!one) return [];
    const names = same.flatMap(({ route }) => route ?? []);
    const isOfAll = same.length === hops.length || names.length === 0;
    return badge(one.kind, isOfAll ? one.text : `${one.text} (route ${names.join(', ')})`);
  });
}

function tlsOf({ destinations }: journey.Hop): EdgeTls | undefined {
  const [first] = destinations;
  if (!first || first.servers.length === 0) return undefined;
  const wires = destinations.map(({ tls }) => tls.onWire);
  const mode = wires.every((wire) => wire === 'mutual')
    ? 'mutual'
    : wires.includes('tls')
      ? 'simple'
      : 'plaintext';
  const servers = destinations.flatMap(({ servers }) => servers);
  const modes = new Set(
    servers.map(({ peerAuthentication, proxy }) => accepted(peerAuthentication?.mode, proxy)),
  );
  const [accepts] = modes;
  const identity = destinations.flatMap(({ tls }) => tls.identity ?? [])[0];
  return {
    mode,
    ...(modes.size === 1 && accepts && { accepts }),
    ...(identity !== undefined && { client: identity }),
    servers: [...new Set(servers.map((server) => server.identity))],
  };
}

/** PERMISSIVE where no PeerAuthentication says anything (Istio documentation, "PeerAuthentication"). */
function accepted(mode: string | undefined, proxy: journey.ServerStep['proxy']): EdgeTls['accepts'] {
  if (proxy === 'none' || mode === 'DISABLE') return 'plaintext';
  return mode === 'STRICT' ? 'strict' : 'permissive';
}

/** 0 to 1 by version; undefined where a destination has pods of several, among which load balancing chooses. */
function weightsOf(mesh: Mesh, { destinations }: journey.Hop): Readonly<Record<string, number>> | undefined {
  const weights: [version: string, share: number][] = [];
  for (const { share, endpoints } of destinations) {
    const workloads = new Set(endpoints.map(({ workload }) => workload));
    const pods = mesh.pods.filter(({ namespace, workload }) => workloads.has(`${namespace}/${workload}`));
    const versions = new Set(pods.map(versionOf));
    const [version] = versions;
    if (versions.size !== 1 || !version) return undefined;
    weights.push([version, share]);
  }
  return destinations.length > 0 ? addedUp(weights) : undefined;
}

function badgesOf({ route, destinations }: journey.Hop): EdgeBadge[] {
  const { retries, timeoutMs, delay, abort, mirrors = [] } = route ?? {};
  const settings = new Set(
    destinations.flatMap(({ rule }) => rule?.values.map(({ setting }) => setting) ?? []),
  );
  const [ejection] = destinations.flatMap((destination) => destination.ejection ?? []);
  const percent = (share: number) => `${Math.round(share * 100)}%`;
  return [
    ...(retries && !isDefault(retries)
      ? [badge('retries', `retries ${retries.attempts} times on ${retries.on.join(', ')}`)]
      : []),
    ...(timeoutMs ? [badge('timeout', `timeout after ${timeoutMs} ms`)] : []),
    ...(delay ? [badge('fault', `delays ${percent(delay.share)} by ${delay.milliseconds} ms`)] : []),
    ...(abort
      ? [badge('fault', `aborts ${percent(abort.share)} with ${abort.status ?? 'a gRPC status'}`)]
      : []),
    ...mirrors.map(({ cluster, share }) => badge('mirror', `mirrors ${percent(share)} to ${cluster}`)),
    ...(settings.has('connectionPool') ? [badge('circuit-breaker', 'limits connections and requests')] : []),
    ...(ejection ? [badge('circuit-breaker', `ejects a pod after ${ejectionText(ejection)} in a row`)] : []),
  ];
}

/** What Istio sets where nothing is written (istio route/retry/retry.go, `defaultRetryPolicy`). */
const DEFAULT_RETRIES = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';

function isDefault({ attempts, on }: NonNullable<journey.RouteStep['retries']>): boolean {
  return attempts === 2 && on.join() === DEFAULT_RETRIES;
}

function ejectionText({ consecutive5xx, consecutiveGatewayErrors }: journey.Ejection): string {
  const gateway = `${consecutiveGatewayErrors} gateway errors`;
  return consecutive5xx > 0 ? `${consecutive5xx} errors` : gateway;
}

function badge(kind: EdgeBadge['kind'], text: string): EdgeBadge {
  return { kind, text };
}
