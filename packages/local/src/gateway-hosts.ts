import { httpConnectionManagerOf, type Listener, type Mesh, type Pod, translate } from '@lab/istio';

/** A host that a gateway has routes for. */
export interface GatewayHost {
  /** As in the Gateway: a name, `*.example.com` or `*`. */
  readonly host: string;
  /** `ADDRESS:PORT` on this machine. */
  readonly address: string;
  readonly tls: boolean;
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
  for (const pod of mesh.pods.filter(({ proxy }) => proxy === 'gateway')) {
    const { listeners, routes } = translate(mesh, pod);
    for (const listener of listeners) {
      const address = addressOf(pod, listener.name);
      if (address === undefined) continue;
      for (const { table, tls } of tablesOf(listener)) {
        const hosts = routes.find(({ name }) => name === table)?.virtualHosts ?? [];
        const served = hosts.filter((host) => host.routes.length > 0);
        for (const host of served.flatMap(({ domains }) => domains))
          found.set(`${host} ${address}`, { host, address, tls });
      }
    }
  }
  return [...found.values()];
}

/** The route tables that a listener's filter chains name. */
function tablesOf({ filterChains }: Listener): { readonly table: string; readonly tls: boolean }[] {
  return filterChains.flatMap((chain) => {
    const table = httpConnectionManagerOf(chain)?.rds?.routeConfigName;
    return table === undefined ? [] : [{ table, tls: chain.transportSocket !== undefined }];
  });
}
