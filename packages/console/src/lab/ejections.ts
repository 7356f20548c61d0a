import { adminClient } from '@lab/envoy';
import type { Mesh } from '@lab/istio';
import type { PodStatus } from '@lab/local';

/** An endpoint as `/clusters?format=json` tells of it. */
interface HostStatus {
  readonly address?: {
    readonly socket_address?: { readonly address?: string; readonly port_value?: number };
  };
  readonly health_status?: { readonly failed_outlier_check?: boolean };
}

/**
 * The pods that outlier detection has ejected, each with the workloads whose proxies did. Proxies are only asked where some
 * DestinationRule asks for outlier detection, and for their endpoints only where one has ejected any.
 */
export async function labEjections(
  mesh: Mesh,
  pods: readonly PodStatus[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (!mesh.destinationRules.some(({ spec }) => JSON.stringify(spec).includes('"outlierDetection"')))
    return new Map();
  const reached = new Map(
    pods.flatMap(({ namespace, name, addresses }) =>
      Object.values(addresses.inbound).map((address) => [address, `${namespace}/${name}`] as const),
    ),
  );
  const found = await Promise.all(
    pods.map(async ({ namespace, workload, sidecar }) => {
      // A proxy that is about to go does not answer.
      const ejected = sidecar ? await ejectedBy(sidecar.adminSocket).catch(() => []) : [];
      return ejected.flatMap((address) => {
        const pod = reached.get(address);
        return pod === undefined ? [] : [[pod, `${namespace}/${workload}`] as const];
      });
    }),
  );
  const groups = Map.groupBy(found.flat(), ([pod]) => pod);
  return new Map([...groups].map(([pod, by]) => [pod, [...new Set(by.map(([, caller]) => caller))]]));
}

/** `ADDRESS:PORT` of the endpoints that a proxy has ejected. */
async function ejectedBy(adminSocket: string): Promise<readonly string[]> {
  const admin = adminClient(adminSocket);
  const active = await admin.stats('outlier_detection\\.ejections_active$');
  if ([...active.values()].every((count) => count === 0)) return [];
  const hosts = (await admin.clusters()).flatMap(
    ({ host_statuses: all = [] }) => all as readonly HostStatus[],
  );
  return hosts.flatMap(({ address, health_status: health }) => {
    const { address: ip, port_value: port } = address?.socket_address ?? {};
    return health?.failed_outlier_check ? [`${ip}:${port}`] : [];
  });
}
