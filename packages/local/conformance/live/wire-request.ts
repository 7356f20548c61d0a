import type { Scenario } from '@lab/istio/conformance';
import { parseAddress, type SocketAddress } from '../../src/addresses/socket-address.ts';
import type { KeyPair } from '../../src/certificates/certificate.ts';
import { captureMap } from '../../src/workloads/capture-map.ts';
import { identityOf, type LiveEnvironment, type LiveMesh, type LivePod } from './live-mesh.ts';
import type { WireRequest } from './send-probe.ts';
import { targetPortOf } from './target-port.ts';
import { type TokenIssuer, tokenPlace } from './tokens.ts';

export type LiveProbe = Scenario['probes'][number];

/** Whose Envoy decides about a probe, and where it is reached; `nowhere` where nothing listens for it. */
export interface ProbeRoute {
  readonly decides: LivePod;
  readonly at: SocketAddress | 'nowhere';
  /** Which of the Envoy's listeners: those for calls to the pod, or those for calls by it (a gateway's). */
  readonly direction: 'inbound' | 'outbound';
  /** The port that it has in a cluster. */
  readonly port: number;
  /** Address that the request comes from. */
  readonly from?: string;
}

/** What cannot be asked of running Envoys. */
export class CannotRun extends Error {}

/** @throws CannotRun with the reason where there is no way to ask */
export function routeOf(live: LiveMesh, { from, to, request }: LiveProbe): ProbeRoute {
  const caller = from === undefined ? undefined : podOf(live, from);
  const source = caller?.placement.sourceAddress;
  if (to !== undefined) {
    const decides = podOf(live, to);
    if (decides.pod.proxy === 'none') throw new CannotRun('the pod that is asked has no sidecar');
    const at = decides.placement.inbound.get(request.port) ?? 'nowhere';
    return { decides, at, direction: 'inbound', port: request.port, ...(source && { from: source }) };
  }
  if (!caller) throw new CannotRun('it names no workload');
  if (caller.pod.proxy === 'none') throw new CannotRun('the caller has no sidecar that would decide');
  if (caller.pod.proxy === 'gateway') {
    const port = targetPortOf(live.mesh, caller.pod, request.port);
    return {
      decides: caller,
      at: caller.placement.inbound.get(port) ?? 'nowhere',
      direction: 'outbound',
      port,
    };
  }
  return {
    decides: caller,
    at: outboundPlace(live, caller, request),
    direction: 'outbound',
    port: request.port,
  };
}

/** Where capture leads an application's call; a name that the mesh does not know goes where Istio would have it. */
function outboundPlace(
  { mesh }: LiveMesh,
  { pod, placement }: LivePod,
  { host = '', address, port }: LiveProbe['request'],
): SocketAddress {
  const name = address ?? host.replace(/:\d+$/, '').toLowerCase().replace(/\.$/, '');
  const { connect, otherwise } = captureMap(mesh, pod, placement, () => []);
  const place = connect[`${name}:${port}`]?.[0] ?? otherwise?.ports[port] ?? otherwise?.any;
  if (place) return parseAddress(place);
  // Applications dial such a host themselves; what the listener would do, it does for whoever calls it.
  const anyAddress = placement.outbound.get(`0.0.0.0_${port}`);
  if (anyAddress) return anyAddress;
  throw new CannotRun(
    'no listener is for its port: applications here dial what the mesh does not know themselves',
  );
}

function podOf(live: LiveMesh, workload: string): LivePod {
  for (const pod of live.pods.values()) {
    if (`${pod.pod.namespace}/${pod.pod.workload}` === workload) return pod;
  }
  throw new CannotRun(`there is no workload ${workload}`);
}

/** What a sidecar offers when it calls another one; the last is what the server takes. */
const MESH_ALPN = {
  http: ['istio-http/1.1', 'istio', 'http/1.1'],
  http2: ['istio-h2', 'istio', 'h2'],
  tcp: ['istio-peer-exchange', 'istio'],
};
const PLAIN_ALPN = { http: ['http/1.1'], http2: ['h2'], tcp: [] };

/** The probe as a request on the wire. */
export async function wireRequest(
  live: LiveMesh,
  { from, request }: LiveProbe,
  route: ProbeRoute & { readonly at: SocketAddress },
  tokens: TokenIssuer,
  environment: LiveEnvironment,
): Promise<WireRequest> {
  const { protocol = 'http', method = 'GET', host = '', tls = 'none', remoteIp, jwt } = request;
  const place = jwt && tokenPlace(live.resources, jwt.issuer);
  const token = jwt && tokens.issue(jwt);
  const path = request.path ?? '/';
  const serverName = request.sni ?? (tls === 'simple' ? host.replace(/:\d+$/, '') : undefined);
  const client =
    tls === 'mutual' ? await clientCertificate(live, from, request.principal, environment) : undefined;
  return {
    to: route.at,
    ...(route.from && { from: route.from }),
    ...{ protocol, method, host },
    path:
      place && 'parameter' in place
        ? `${path}${path.includes('?') ? '&' : '?'}${place.parameter}=${token}`
        : path,
    headers: {
      ...request.headers,
      ...(remoteIp && { 'x-forwarded-for': remoteIp }),
      ...(place && 'header' in place && { [place.header]: `${place.prefix}${token}` }),
    },
    ...(tls !== 'none' && {
      tls: {
        alpn: request.alpn ?? (tls === 'mutual' ? MESH_ALPN : PLAIN_ALPN)[protocol],
        ...(serverName && { serverName }),
        ...(client && { client }),
      },
    }),
  };
}

async function clientCertificate(
  live: LiveMesh,
  from: string | undefined,
  principal: string | undefined,
  { authority }: LiveEnvironment,
): Promise<KeyPair> {
  const [, trustDomain, namespace, serviceAccount] = /^(.*)\/ns\/(.*)\/sa\/(.*)$/.exec(principal ?? '') ?? [];
  if (trustDomain && namespace && serviceAccount) {
    return authority.issue({ trustDomain, namespace, serviceAccount });
  }
  const { pod } = podOf(live, from ?? '');
  return authority.issue(identityOf(live.mesh, pod.namespace, pod.serviceAccount));
}
