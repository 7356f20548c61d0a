import { adminClient } from '@lab/envoy';
import type { AccessLogEntry } from '@lab/evidence';
import type { Mesh } from '@lab/istio';
import type { PodStatus } from '@lab/local';

/** An endpoint as `/clusters?format=json` tells of it. */
interface HostStatus {
  readonly address?: {
    readonly socket_address?: { readonly address?: string; readonly port_value?: number };
  };
  readonly health_status?: { readonly failed_outlier_check?: boolean };
}

/** Which pods outlier detection has ejected. */
export interface EjectionWatch {
  /** Takes note of what proxies logged. */
  note(entries: readonly AccessLogEntry[]): void;
  /** The pods that are ejected, each with the workloads whose proxies did. */
  ejections(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Forgets what was known: nothing was noted for a while. */
  reset(): void;
}

interface EjectionWatchOptions {
  readonly mesh: () => Mesh;
  readonly pods: () => readonly PodStatus[];
  /** `ADDRESS:PORT` of the endpoints that the proxy with this admin socket has ejected. */
  readonly ask?: (adminSocket: string) => Promise<readonly string[]>;
  /** Milliseconds. */
  readonly now?: () => number;
}

/** Milliseconds between two looks at all proxies, for those that log nothing. */
const ALL_MS = 30_000;

/**
 * Asks a proxy only when it may have ejected an endpoint, or taken one back, since: a look at its statistics costs it
 * milliseconds. An endpoint is ejected for errors (Envoy's `outlier_detection`: consecutive 5xx, gateway errors, and
 * failures to connect), and each is logged. Nothing is asked where no DestinationRule asks for outlier detection.
 */
export function ejectionWatch({
  mesh,
  pods,
  ask = ejectedBy,
  now = Date.now,
}: EjectionWatchOptions): EjectionWatch {
  const suspects = new Set<string>();
  let ejectedAt: ReadonlyMap<string, readonly string[]> = new Map();
  let askedAll = -Infinity;
  const look = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
    const isAll = now() - askedAll >= ALL_MS;
    if (isAll) askedAll = now();
    const wanted = new Set([...suspects, ...ejectedAt.keys()]);
    suspects.clear();
    const found = pods().flatMap(({ namespace, name, sidecar }) =>
      sidecar && (isAll || wanted.has(`${namespace}/${name}`))
        ? [{ pod: `${namespace}/${name}`, socket: sidecar.adminSocket }]
        : [],
    );
    const answers = await Promise.all(
      // A proxy that is about to go does not answer.
      found.map(async ({ pod, socket }) => [pod, await ask(socket).catch(() => [])] as const),
    );
    return new Map(answers.filter(([, addresses]) => addresses.length > 0));
  };
  return {
    note: (entries) => {
      for (const entry of entries) if (mayEject(entry)) suspects.add(entry.pod);
    },
    ejections: async () => {
      ejectedAt = hasOutlierDetection(mesh()) ? await look() : new Map();
      return callersByPod(ejectedAt, pods());
    },
    reset: () => {
      askedAll = -Infinity;
    },
  };
}

/** Whether an attempt failed. Of a request that was tried again only the last one has its own status. */
function mayEject({ status, flags, attempts, lacks }: AccessLogEntry): boolean {
  return (
    status >= 500 ||
    flags.size > 0 ||
    (attempts ?? 1) > 1 ||
    lacks.some((field) => field === 'upstream_attempt_count')
  );
}

function hasOutlierDetection({ destinationRules }: Mesh): boolean {
  return destinationRules.some(({ spec }) => JSON.stringify(spec).includes('"outlierDetection"'));
}

/** @param ejectedAt addresses that each proxy has ejected, by its pod */
function callersByPod(
  ejectedAt: ReadonlyMap<string, readonly string[]>,
  pods: readonly PodStatus[],
): ReadonlyMap<string, readonly string[]> {
  const reached = new Map(
    pods.flatMap(({ namespace, name, addresses }) =>
      Object.values(addresses.inbound).map((address) => [address, `${namespace}/${name}`] as const),
    ),
  );
  const found = pods.flatMap(({ namespace, name, workload }) =>
    (ejectedAt.get(`${namespace}/${name}`) ?? []).flatMap((address) => {
      const pod = reached.get(address);
      return pod === undefined ? [] : [[pod, `${namespace}/${workload}`] as const];
    }),
  );
  const groups = Map.groupBy(found, ([pod]) => pod);
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
