import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { PASSTHROUGH_CLUSTER } from '../../xds/clusters/cluster-name.ts';
import { httpConnectionManagerOf } from '../../xds/typed-config.ts';
import type { ProxyConfig, Route, RouteConfiguration, VirtualHost } from '../../xds/types.ts';
import type { Answer } from '../answer.ts';
import { explainRequest, podOf } from '../explain-request.ts';
import { resolveHost } from '../find-listener.ts';
import type { ProbeRequest } from '../probe.ts';
import { proxyConfig } from '../proxy-config.ts';
import { type Departure, destinationStep } from './destination-step.ts';
import { dialledBy } from './dialled.ts';
import { endsOf } from './ends.ts';
import { withDetail } from './failure-detail.ts';
import { changedHeaders } from './header-changes.ts';
import type { DestinationStep, Hop, JourneyQuestion, JourneyRequest } from './journey.ts';
import { type OwnPod, ownPodOf, withOwnPod } from './own-pod.ts';
import { plainDestination } from './plain-destination.ts';
import { probeOf, shownRequest } from './request-forms.ts';
import { routeStep } from './route-step.ts';
import { serverStep } from './server-step.ts';

/** One call of a journey. */
export interface HopQuestion {
  readonly hop: number;
  readonly callers: readonly string[];
  /** Whose proxy is asked: `NAMESPACE/WORKLOAD`. */
  readonly from: string;
  readonly request: JourneyRequest;
  readonly readiness: JourneyQuestion['readiness'];
  readonly dialsPastProxy: JourneyQuestion['dialsPastProxy'];
}

/** What an application gets. */
export interface Received extends Pick<JourneyRequest, 'path' | 'headers'> {
  readonly workload: string;
}

/** A hop, and what the applications that it reaches get. */
export interface ExplainedHop {
  readonly hop: Hop;
  readonly received: readonly Received[];
}

/** What the proxy of a caller makes of its call, and the proxies at the other end. */
export function explainHop(mesh: Mesh, question: HopQuestion): ExplainedHop {
  const { from, request, readiness, dialsPastProxy } = question;
  const caller = podOf(mesh, from);
  const own = ownPodOf(mesh, caller, request);
  if (own?.share === 1) return hopToItself(question, caller, own);
  const config = proxyConfig(mesh, caller);
  const isGateway = caller.proxy === 'gateway';
  const probe = probeOf(request);
  const address = request.dialled ? { address: resolveHost(mesh, caller, request.dialled) } : {};
  const answer = explainRequest(mesh, { from, request: { ...probe, ...(isGateway ? {} : address) } });
  const host = virtualHostOf(config, answer);
  const route = host?.routes[answer.info.routeIndex ?? -1];
  const { failedMatches = [], routeIndex } = answer.info;
  const step = host ? routeStep(mesh, host, routeIndex, failedMatches) : undefined;
  const common = { mesh, caller, config, readiness };
  const destinations = targetsOf(answer, route).map(({ target, share }): DestinationStep => {
    if (target.name === PASSTHROUGH_CLUSTER) {
      const dialled = dialledBy(mesh, caller.namespace, request);
      return {
        ...plainDestination(mesh, caller, question, dialled),
        cluster: target.name,
        kind: 'passthrough',
      };
    }
    const sent = { ...probe, ...sentRequest(request, route, target) };
    return destinationStep({ ...common, arrive: arrival(common, sent, step !== undefined) }, target, share);
  });
  const isUnknown = destinations.some(({ failure }) => failure?.kind === 'host-unknown');
  const hop: Hop = {
    hop: question.hop,
    callers: isGateway && question.callers[0] === from ? ['outside'] : question.callers,
    proxy: { workload: from, kind: caller.proxy },
    request: shownRequest(request),
    // Where the name does not resolve, the proxy is not asked.
    ...(step && !isUnknown && { route: step }),
    destinations: isUnknown ? [] : destinations,
    ends: withOwnPod(
      endsOf({
        answer,
        destinations,
        dialsPastProxy,
        ...(route && { route }),
        ...(step && { step }),
      }).map((end) => withDetail(end, { mesh, caller, config, request, answer })),
      own,
    ),
    ...(own && { itself: own.share }),
  };
  const received = targetsOf(answer, route).flatMap(({ target }) => {
    const { headers, path } = sentRequest(request, route, target);
    return reachedBy(hop, target.name).map((workload) => ({ workload, headers, path }));
  });
  return { hop, received };
}

/** A call that no proxy sees, as its pod is the only one of the Service. */
function hopToItself(
  { hop, callers, from, request }: HopQuestion,
  { proxy }: Pod,
  { destination, end, share }: OwnPod,
): ExplainedHop {
  const { path, headers } = request;
  return {
    hop: {
      ...{ hop, callers, proxy: { workload: from, kind: proxy }, request: shownRequest(request) },
      ...{ destinations: [destination], ends: [end], itself: share },
    },
    received: [{ workload: from, path, headers }],
  };
}

/**
 * What a workload's proxy makes of calls of one of its clusters, whatever route leads there.
 *
 * @param from `NAMESPACE/WORKLOAD`
 * @throws RangeError for a workload that the mesh does not have
 */
export function explainCluster(
  mesh: Mesh,
  { from, cluster, request, readiness }: ClusterQuestion,
): DestinationStep {
  const caller = podOf(mesh, from);
  const common = { mesh, caller, config: proxyConfig(mesh, caller), readiness };
  const arrive = arrival(common, request, request.protocol !== 'tcp');
  return destinationStep({ ...common, arrive }, { name: cluster }, 1);
}

/** A call of a cluster. */
export interface ClusterQuestion extends Pick<HopQuestion, 'from' | 'readiness'> {
  readonly cluster: string;
  readonly request: ProbeRequest;
}

/** Asks the proxies at the other end what they make of a request. */
function arrival(
  { mesh, caller }: Pick<Departure, 'mesh' | 'caller'>,
  sent: ProbeRequest,
  isHttp: boolean,
): Departure['arrive'] {
  return (workload, port, tls, isMutual, http2) => {
    const protocol = http2 ? 'http2' : 'http';
    const isTls = tls.mode === 'SIMPLE' || tls.mode === 'MUTUAL';
    return serverStep(mesh, workload, {
      ...{ caller },
      request: {
        ...{ ...sent, port, protocol, tls: isMutual ? 'mutual' : isTls ? 'simple' : 'none' },
        ...(tls.sni && { sni: tls.sni }),
        ...(!isHttp && isMutual && { alpn: TCP_ALPN }),
      },
    });
  };
}

/** Workloads whose applications get what is sent to a cluster. */
function reachedBy({ ends }: Hop, cluster: string): readonly string[] {
  const own = ends.filter((end) => end.cluster === cluster && end.by === 'application');
  return [...new Set(own.flatMap(({ workloads }) => workloads))];
}

/** What a sidecar offers in mutual TLS where it does not look into the bytes. */
const TCP_ALPN = ['istio-peer-exchange', 'istio'];

/** The virtual host that the answer was found in. */
export function virtualHostOf({ routes, listeners }: ProxyConfig, { info }: Answer): VirtualHost | undefined {
  if (info.routeConfig === undefined) return undefined;
  const isTable = ({ name }: RouteConfiguration) => name === info.routeConfig;
  const inline = listeners
    .filter(({ name }) => name === info.listener)
    .flatMap(({ filterChains }) => filterChains)
    .flatMap((chain) => httpConnectionManagerOf(chain)?.routeConfig ?? []);
  const table = routes.find(isTable) ?? inline.find(isTable);
  return table?.virtualHosts.find(({ name }) => name === info.virtualHost);
}

interface Target {
  readonly target: Parameters<typeof destinationStep>[1];
  readonly share: number;
}

function targetsOf({ outcome }: Answer, route: Route | undefined): Target[] {
  if (outcome.cluster !== undefined) return [{ target: { name: outcome.cluster }, share: 1 }];
  const weighted = outcome.weighted ?? {};
  const total = Object.values(weighted).reduce((sum, weight) => sum + weight, 0);
  const written = route?.route?.weightedClusters?.clusters ?? [];
  return Object.entries(weighted).map(([name, weight]) => ({
    target: written.find((cluster) => cluster.name === name) ?? { name },
    share: weight / total,
  }));
}

/** The request as a route leaves it: its headers, its path and its Host. */
function sentRequest(
  request: JourneyRequest,
  route: Route | undefined,
  target: Target['target'],
): Pick<JourneyRequest, 'headers' | 'host' | 'path'> {
  const { hostRewriteLiteral, prefixRewrite } = route?.route ?? {};
  const [pathname = '', query] = request.path.split('?');
  const prefix = route?.match.prefix ?? route?.match.pathSeparatedPrefix ?? route?.match.path ?? '';
  const rewritten =
    prefixRewrite === undefined ? pathname : `${prefixRewrite}${pathname.slice(prefix.length)}`;
  return {
    headers: changedHeaders(request.headers, target, route ?? {}),
    host: target.hostRewriteLiteral ?? hostRewriteLiteral ?? request.host,
    path: query === undefined ? rewritten : `${rewritten}?${query}`,
  };
}
