import { selectsPod } from '../model/endpoints.ts';
import type { Mesh } from '../model/mesh.ts';
import type { Pod } from '../model/registry.ts';
import { SPIFFE_SCHEME, spiffeId } from '../model/spiffe-id.ts';
import { targetPortOn } from '../model/target-port.ts';
import { INBOUND_LISTENER_NAME } from '../xds/names.ts';
import type { Listener, ProxyConfig } from '../xds/types.ts';
import type { Answer } from './answer.ts';
import type { Connection } from './connection.ts';
import { findListener, resolveHost } from './find-listener.ts';
import type { Probe, ProbeRequest } from './probe.ts';
import { inboundConfig, proxyConfig } from './proxy-config.ts';
import { walkListener } from './walk-listener.ts';

/**
 * What the proxy concerned makes of a request: its configuration is translated and then walked as Envoy would,
 * listener, filter chain, filters, virtual host, route, cluster. Policies are not looked at again, so that the
 * answer cannot differ from what runs. Throws a RangeError for a workload that the mesh does not have.
 */
export function explainRequest(mesh: Mesh, { from, to, request }: Probe): Answer {
  const caller = from === undefined ? undefined : podOf(mesh, from);
  if (to !== undefined) return askServer(mesh, podOf(mesh, to), caller, request);
  if (!caller) throw new RangeError('A probe needs a workload that sends it or one that it arrives at.');
  return caller.proxy === 'gateway' ? askGateway(mesh, caller, request) : askClient(mesh, caller, request);
}

/**
 * Replicas of one Deployment have the same proxy, so that the first stands for all.
 *
 * @param workload `NAMESPACE/WORKLOAD`
 */
export function podOf(mesh: Mesh, workload: string): Pod {
  const found = mesh.pods.find((pod) => `${pod.namespace}/${pod.workload}` === workload);
  if (!found) throw new RangeError(`There is no workload "${workload}".`);
  return found;
}

function askClient(mesh: Mesh, pod: Pod, request: ProbeRequest): Answer {
  const config = proxyConfig(mesh, pod);
  const address = request.address ?? resolveHost(mesh, pod, request.host ?? '');
  const listener = findListener(config, address, request.port);
  return walk(config, listener, connectionOf(request, address, request.port, pod.ip), request);
}

/** A gateway's clients dial its Service; its pod listens on the port behind that. */
function askGateway(mesh: Mesh, pod: Pod, request: ProbeRequest): Answer {
  const config = proxyConfig(mesh, pod);
  const servicePorts = mesh.services
    .filter((service) => selectsPod(service, pod))
    .flatMap(({ ports }) => ports);
  const servicePort = servicePorts.find(({ port }) => port === request.port);
  const port = (servicePort && targetPortOn(pod, servicePort)) ?? request.port;
  const listener = findListener(config, pod.ip, port);
  return walk(config, listener, connectionOf(request, pod.ip, port, CLIENT_ADDRESS), request);
}

function askServer(mesh: Mesh, pod: Pod, caller: Pod | undefined, request: ProbeRequest): Answer {
  const config = inboundConfig(mesh, pod);
  const listener = config.listeners.find(({ name }) => name === INBOUND_LISTENER_NAME);
  const source = caller?.ip ?? CLIENT_ADDRESS;
  const connection = connectionOf(request, pod.ip, request.port, source);
  const { clusters: _, ...answer } = walk(
    config,
    listener,
    withIdentity(mesh, connection, caller, request),
    request,
  );
  return answer;
}

/** Stands for a client outside the mesh (RFC 5737, for documentation). */
const CLIENT_ADDRESS = '198.51.100.1';

/** What a sidecar offers when it calls another one, and what other clients do. */
const MESH_HTTP_ALPN = { http: 'istio-http/1.1', http2: 'istio-h2' };
const MESH_TCP_ALPN = ['istio-peer-exchange', 'istio'];

function connectionOf(
  request: ProbeRequest,
  destinationAddress: string,
  destinationPort: number,
  sourceAddress: string,
): Connection {
  const { tls = 'none', protocol = 'http', host = '' } = request;
  const serverName = request.sni ?? (tls === 'simple' ? host.replace(/:\d+$/, '') : undefined);
  return {
    destinationAddress,
    destinationPort,
    tls,
    protocol,
    sourceAddress: request.sourceIp ?? sourceAddress,
    alpn: request.alpn ?? offeredAlpn(tls, protocol),
    ...(serverName && { serverName }),
  };
}

function offeredAlpn(tls: Connection['tls'], protocol: Connection['protocol']): readonly string[] {
  if (tls === 'none') return [];
  if (tls === 'simple') return protocol === 'tcp' ? [] : ['h2', 'http/1.1'];
  return protocol === 'tcp' ? MESH_TCP_ALPN : [MESH_HTTP_ALPN[protocol], 'istio'];
}

/** The certificate that the caller shows: its workload's, or the one the probe names. */
function withIdentity(
  { config }: Mesh,
  connection: Connection,
  caller: Pod | undefined,
  { principal }: ProbeRequest,
): Connection {
  if (connection.tls !== 'mutual') return connection;
  const identity = principal
    ? `${SPIFFE_SCHEME}${principal}`
    : caller && spiffeId({ ...caller, trustDomain: config.trustDomain });
  return identity ? { ...connection, identity } : connection;
}

function walk(
  config: ProxyConfig,
  listener: Listener | undefined,
  connection: Connection,
  request: ProbeRequest,
): Answer {
  const address = `${connection.destinationAddress}:${connection.destinationPort}`;
  if (!listener) return { outcome: { error: 'no-listener' }, info: { address } };
  return walkListener(config, listener, connection, request, address);
}
