import { explainRequest, podOf } from '../../explain/explain-request.ts';
import { virtualHostOf } from '../../explain/journey/hop.ts';
import type { JourneyRequest } from '../../explain/journey/journey.ts';
import { probeOf } from '../../explain/journey/request-forms.ts';
import { proxyConfig } from '../../explain/proxy-config.ts';
import type { Mesh } from '../../model/mesh.ts';
import { ask, type DiffProbe } from '../ask.ts';
import { type Callers, callersOf } from './callers.ts';
import { distinctSamples, mergeSamples, type RequestSample } from './request-sample.ts';
import { routeSamples } from './route-samples.ts';
import { serverSamples } from './server-samples.ts';
import { gatewayTargets, meshTargets, type Target } from './targets.ts';

/** Of one caller to one port: beyond it a rule of many lists would crowd out all others. */
const MOST_REQUESTS = 160;

/**
 * Requests that tell two meshes apart: of every caller to every port, made of what the routes on the way and the policies at
 * the other end look at in either mesh, with what comes near and misses it.
 */
export function deriveProbes(before: Mesh, after: Mesh): DiffProbe[] {
  const meshes = [before, after];
  const all = meshTargets(meshes);
  return callersOf(before, after).flatMap((callers) => {
    const targets = callers.proxy === 'gateway' ? gatewayTargets(meshes, callers) : all;
    return targets.flatMap((target) => probesTo(meshes, callers, target));
  });
}

function probesTo(meshes: readonly Mesh[], callers: Callers, target: Target): DiffProbe[] {
  const [from = ''] = callers.workloads;
  const routed = distinctSamples([
    {},
    ...meshes.flatMap((mesh) => samplesOfRoutes(mesh, callers, from, requestOf(target, {}))),
  ]);
  const reached = meshes.flatMap((mesh) => {
    const hops = routed.map((sample) => ask(mesh, { from, request: requestOf(target, sample) }));
    const servers = hops
      .flatMap((hop) => hop?.destinations ?? [])
      .flatMap((destination) => destination.servers);
    const own = callers.proxy === 'gateway' ? [from] : [];
    return [...new Set([...own, ...servers.map(({ workload }) => workload)])].flatMap((workload) =>
      serverSamples(mesh, workload),
    );
  });
  const ruled = distinctSamples([{}, ...reached]);
  const tokens = ruled.flatMap(({ jwt }) => (jwt?.issuer !== undefined && !jwt.invalid ? [jwt] : []));
  const combined = ruled.flatMap((rule) => routed.map((route) => mergeSamples(route, rule)));
  const samples = distinctSamples([...routed, ...ruled, ...combined]).slice(0, MOST_REQUESTS);
  return samples.map((sample) => ({
    ...{ from, callers: callers.workloads },
    request: requestOf(target, sample, tokens),
  }));
}

function samplesOfRoutes(
  mesh: Mesh,
  { proxy }: Callers,
  from: string,
  request: JourneyRequest,
): RequestSample[] {
  if (proxy === 'none') return [];
  const { info, ...answer } = explainRequest(mesh, { from, request: probeOf(request) });
  const host = virtualHostOf(proxyConfig(mesh, podOf(mesh, from)), { ...answer, info });
  return (host?.routes ?? []).flatMap(({ match }) => routeSamples(match));
}

/**
 * The request that a sample asks for; `GET /` where it does not say.
 *
 * @param tokens those that the proxies take
 */
function requestOf(
  { host, port, scheme }: Target,
  { jwt, ...sample }: RequestSample,
  tokens: readonly NonNullable<RequestSample['jwt']>[] = [],
): JourneyRequest {
  const isUsual = port === (scheme === 'https' ? 443 : 80);
  const own = isUsual ? host : `${host}:${port}`;
  const path = sample.path ?? '/';
  // What a condition does not ask for is as an issuer has it that the proxies know.
  const known = tokens.find(({ issuer }) => jwt?.issuer === undefined || issuer === jwt.issuer);
  const token = jwt && { subject: 'somebody', ...known, ...jwt };
  return {
    ...{ method: sample.method ?? 'GET', scheme, port, headers: sample.headers ?? {} },
    host: sample.host ?? own,
    ...(sample.host !== undefined && { dialled: host }),
    path: sample.query === undefined ? path : `${path}?${sample.query}`,
    ...(token?.issuer !== undefined && { jwt: { ...token, issuer: token.issuer } }),
  };
}
