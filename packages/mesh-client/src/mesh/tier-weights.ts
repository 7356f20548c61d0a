import { explainRequest, type Mesh, type Pod, type Service, selectsPod } from '@lab/istio';

/** The path of a request, as far as the application told: the services by their label `app`, in order. */
export interface TierPath {
  readonly services: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Host header at the gateway. */
  readonly host: string;
  readonly path: string;
  /** Of the request to the gateway; which methods the applications call each other by is not known. */
  readonly method: string;
}

/** Service (label `app`), then version, to weight. */
export type TierWeights = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * The weights that the active mesh gives the versions of each tier, read off the Envoy configuration of the
 * proxy that decides: the gateway's for the first tier, the sidecar's of the tier before for the others. A tier
 * whose traffic is not split by version is left out.
 */
export function tierWeights(mesh: Mesh, { services, headers, host, path, method }: TierPath): TierWeights {
  const weights: Record<string, Record<string, number>> = {};
  for (const [index, name] of services.entries()) {
    const service = serviceOf(mesh, name);
    const caller = index === 0 ? gatewayPod(mesh) : podOf(mesh, services[index - 1]);
    if (!service || !caller) continue;
    const target =
      index === 0
        ? { host, path, method, port: httpPort(serviceSelecting(mesh, caller)) }
        : { host: service.hostname, path: '/', port: service.ports[0]?.port ?? 80 };
    const found = versionWeights(mesh, caller, { ...target, headers });
    if (found) weights[name] = found;
  }
  return weights;
}

interface TierRequest {
  readonly host: string;
  readonly path: string;
  readonly method?: string;
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
}

function versionWeights(mesh: Mesh, caller: Pod, request: TierRequest): Record<string, number> | undefined {
  const from = `${caller.namespace}/${caller.workload}`;
  const { outcome, clusters = {} } = explainRequest(mesh, { from, request });
  const shares = outcome.weighted ?? (outcome.cluster ? { [outcome.cluster]: 1 } : {});
  const weights: Record<string, number> = {};
  for (const [cluster, weight] of Object.entries(shares)) {
    const endpoints = (clusters[cluster]?.endpoints ?? []) as readonly { readonly workload?: string }[];
    const versions = new Set(endpoints.map(({ workload }) => versionOf(mesh, workload)));
    const [version] = versions;
    // Endpoints of several versions in one cluster: the load balancer decides, not a weight.
    if (versions.size !== 1 || version === undefined) return undefined;
    weights[version] = (weights[version] ?? 0) + weight;
  }
  return Object.keys(weights).length > 0 ? weights : undefined;
}

/** A gateway's Service may have its port for health checks before the one for requests. */
function httpPort(service: Service | undefined): number {
  return service?.ports.find(({ protocol }) => protocol === 'http' || protocol === 'http2')?.port ?? 80;
}

function versionOf(mesh: Mesh, workload: string | undefined): string | undefined {
  return mesh.pods.find((pod) => `${pod.namespace}/${pod.workload}` === workload)?.labels.version;
}

function gatewayPod(mesh: Mesh): Pod | undefined {
  return mesh.pods.find((pod) => pod.proxy === 'gateway');
}

function podOf(mesh: Mesh, app: string | undefined): Pod | undefined {
  return mesh.pods.find((pod) => pod.labels.app === app);
}

function serviceOf(mesh: Mesh, app: string): Service | undefined {
  const pod = podOf(mesh, app);
  return pod && serviceSelecting(mesh, pod);
}

/**
 * The Service that callers name: of those in front of the pod the one with the most pods. Routes of the Gateway API
 * need a Service for each version, and those have fewer.
 */
function serviceSelecting(mesh: Mesh, pod: Pod): Service | undefined {
  const podsBehind = (service: Service) => mesh.pods.filter((other) => selectsPod(service, other)).length;
  return mesh.services
    .filter((service) => selectsPod(service, pod))
    .sort((a, b) => podsBehind(b) - podsBehind(a))[0];
}
