import {
  explainCluster,
  type HostRoutes,
  type journey,
  type Pod,
  type ProbeRequest,
  parseClusterName,
  type RouteCandidate,
  resourceName,
  routeCandidates,
} from '@lab/istio';
import type { AccessLogEntry } from './access-log-entry.ts';
import type { Evidence, EvidencePod } from './evidence.ts';

/** The pod of the mesh that an entry's proxy belongs to, or one of its workload: on a cluster, pods have other names. */
export function meshPod({ mesh, pods }: Evidence, entry: AccessLogEntry): Pod | undefined {
  const own = mesh.pods.find(({ namespace, name }) => `${namespace}/${name}` === entry.pod);
  const known = pods.find(({ pod }) => pod === entry.pod);
  return (
    own ?? mesh.pods.find((pod) => pod.namespace === known?.namespace && pod.workload === known.workload)
  );
}

/** What the configuration says of the cluster that an entry's request went to; undefined where it has none. */
export function configuredCluster(
  evidence: Evidence,
  entry: AccessLogEntry,
): journey.DestinationStep | undefined {
  const caller = meshPod(evidence, entry);
  if (!caller || entry.cluster === undefined) return undefined;
  return explainCluster(evidence.mesh, {
    from: `${caller.namespace}/${caller.workload}`,
    cluster: entry.cluster,
    request: requestOf(entry),
    readiness: readinessOf(evidence.pods),
  });
}

/** The routes among which the proxy of an entry chose. */
export function configuredRoutes(evidence: Evidence, entry: AccessLogEntry): HostRoutes | undefined {
  const caller = meshPod(evidence, entry);
  if (!caller) return undefined;
  return routeCandidates(evidence.mesh, `${caller.namespace}/${caller.workload}`, requestOf(entry));
}

/** Those of them that may have taken the request: the line shows its path and method, and the name of its route. */
export function possibleRoutes(evidence: Evidence, entry: AccessLogEntry): readonly RouteCandidate[] {
  const routes = configuredRoutes(evidence, entry)?.routes ?? [];
  return routes.filter(
    ({ name, failed }) => failed === undefined && (entry.routeName === undefined || name === entry.routeName),
  );
}

function requestOf(entry: AccessLogEntry): ProbeRequest {
  const { method = 'GET', authority = '', path = '/', cluster = '', downstreamLocalAddress = '' } = entry;
  const named = parseClusterName(cluster);
  const isOutbound = named?.direction === 'outbound';
  return {
    ...{ method, host: authority, path },
    port: isOutbound ? named.port : Number(downstreamLocalAddress.split(':').at(-1)),
    ...(entry.method === undefined && { protocol: 'tcp' as const }),
  };
}

function readinessOf(pods: readonly EvidencePod[]): Readonly<Record<string, journey.Readiness>> {
  const workloads = Map.groupBy(pods, ({ namespace, workload }) => `${namespace}/${workload}`);
  return Object.fromEntries(
    [...workloads].map(([workload, own]) => [
      workload,
      { pods: own.length, ready: own.filter(({ ready }) => ready).length },
    ]),
  );
}

/** The VirtualService that a route comes from, and its place in it; undefined for a route that comes from none. */
function routeOrigin({ mesh }: Evidence, { source }: RouteCandidate) {
  return mesh.virtualServices
    .flatMap((resource) => (resource.spec.http ?? []).map((route, index) => ({ resource, route, index })))
    .find(({ resource, index }) => {
      const { file, line } = resource.locate(['spec', 'http', index]);
      return (
        resourceName(resource) === source?.resource &&
        source.location?.file === file &&
        source.location.line === line
      );
    });
}

/** A field of the routes that may have taken the request, where they have it. */
export function routeFields(evidence: Evidence, entry: AccessLogEntry, field: readonly string[]) {
  return possibleRoutes(evidence, entry).flatMap((candidate) => {
    const origin = routeOrigin(evidence, candidate);
    const value = field.reduce<unknown>(
      (at, key) => (at as Record<string, unknown> | undefined)?.[key],
      origin?.route,
    );
    if (!origin || value === undefined) return [];
    const path = ['spec', 'http', origin.index, ...field];
    return [
      { value, source: { resource: resourceName(origin.resource), location: origin.resource.locate(path) } },
    ];
  });
}
