import { httpConnectionManagerOf, type Listener, type Mesh, oncePer, type Pod, translate } from '@lab/istio';

/** A host that a gateway has routes for. */
export interface GatewayHost {
  /** As in the Gateway: a name, `*.example.com` or `*`. */
  readonly host: string;
  /** `ADDRESS:PORT` on this machine. */
  readonly address: string;
  readonly tls: boolean;
}

/** A host at a listener of a gateway, wherever that one is. */
interface ServedHost extends Omit<GatewayHost, 'address'> {
  readonly gateway: Pod;
  readonly listener: string;
}

/**
 * The hosts that the Gateways of a mesh serve, read off the configuration of the gateways' Envoys: those of a server that
 * a VirtualService or an HTTPRoute is bound to.
 *
 * @param addressOf where a gateway's listener is, as `ADDRESS:PORT`
 */
export function gatewayHosts(
  mesh: Mesh,
  addressOf: (gateway: Pod, listener: string) => string | undefined,
): GatewayHost[] {
  const found = new Map<string, GatewayHost>();
  for (const { gateway, listener, host, tls } of servedHosts(mesh)) {
    const address = addressOf(gateway, listener);
    if (address !== undefined) found.set(`${host} ${address}`, { host, address, tls });
  }
  return [...found.values()];
}

/** A status has them, which is asked for every second while a console is open. */
const servedHosts = oncePer((mesh: Mesh): readonly ServedHost[] =>
  mesh.pods.filter(({ proxy }) => proxy === 'gateway').flatMap((gateway) => hostsOf(mesh, gateway)),
);

function hostsOf(mesh: Mesh, gateway: Pod): ServedHost[] {
  const { listeners, routes } = translate(mesh, gateway);
  return listeners.flatMap((listener) =>
    tablesOf(listener).flatMap(({ table, tls }) => {
      const hosts = routes.find(({ name }) => name === table)?.virtualHosts ?? [];
      const served = hosts.filter((host) => host.routes.length > 0).flatMap(({ domains }) => domains);
      return served.map((host) => ({ gateway, listener: listener.name, host, tls }));
    }),
  );
}

/** The route tables that a listener's filter chains name. */
function tablesOf({ filterChains }: Listener): { readonly table: string; readonly tls: boolean }[] {
  return filterChains.flatMap((chain) => {
    const table = httpConnectionManagerOf(chain)?.rds?.routeConfigName;
    return table === undefined ? [] : [{ table, tls: chain.transportSocket !== undefined }];
  });
}
