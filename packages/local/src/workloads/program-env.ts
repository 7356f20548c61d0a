import { formatAddress, LOOPBACK, type SocketAddress } from '../addresses/socket-address.ts';

/** What a program has to be told that no preload leads: one that is not Node, or starts Node itself. */
export interface ProgramPlaces {
  /** Container port → where the program has to listen for it; the first is the one that PORT and HOST tell. */
  readonly listen: ReadonlyMap<number, SocketAddress>;
  /** Where its sidecar is an HTTP proxy; absent without a sidecar. */
  readonly proxy?: SocketAddress;
}

/**
 * Environment by which a program finds its place: PORT and HOST as platforms that run Procfiles set them, `PORT_8080` for
 * each container port, and its sidecar as the proxy for plain HTTP. TLS is the program's own and stays end to end, as
 * capture leaves it, so that there is no HTTPS_PROXY.
 */
export function programEnv({ listen, proxy }: ProgramPlaces): Record<string, string> {
  const places = [...listen];
  const [first] = places;
  const ports = places.map(([containerPort, { port }]) => [`PORT_${containerPort}`, String(port)]);
  const own = first ? { PORT: String(first[1].port), HOST: first[1].address } : {};
  return { ...Object.fromEntries(ports), ...own, ...(proxy && proxyEnv(proxy, own.HOST)) };
}

/** In both cases of letters: curl reads the lower one only, others prefer the upper one. */
function proxyEnv(proxy: SocketAddress, host = LOOPBACK): Record<string, string> {
  const url = `http://${formatAddress(proxy)}`;
  const past = [...new Set(['localhost', LOOPBACK, '127.0.0.0/8', host])].join();
  return { HTTP_PROXY: url, http_proxy: url, NO_PROXY: past, no_proxy: past };
}
