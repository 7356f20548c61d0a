import {
  hasLabels,
  isAttached,
  isSubsetOf,
  type Mesh,
  type Pod,
  parseClusterName,
  type Resource,
  type Service,
  SPIFFE_SCHEME,
  spiffeId,
  translate,
} from '@lab/istio';
import type { EdgeReason } from '../protocol.ts';
import { nodeOf, nodesBehind } from './nodes.ts';

/** A call that the configuration makes possible, before any was seen. */
export interface PossibleCall {
  readonly from: string;
  readonly to: string;
  readonly reason: EdgeReason;
  /** Of a gateway: a host and a path by which a request gets there. */
  readonly by?: { readonly host: string; readonly path: string };
}

/** Every call that something in the configuration says: routes of gateways, policies, Sidecars and addresses in the environment. */
export function possibleCalls(mesh: Mesh): readonly PossibleCall[] {
  const workloads = oneEach(mesh.pods);
  const callers = workloads.filter(({ proxy }) => proxy !== 'gateway');
  return [
    ...workloads.filter(({ proxy }) => proxy === 'gateway').flatMap((pod) => routedCalls(mesh, pod)),
    ...callers.flatMap((pod) => allowedCallers(mesh, pod, workloads)),
    ...callers.flatMap((pod) => [...importedHosts(mesh, pod), ...namedHosts(mesh, pod)]),
  ].filter(({ from, to }) => from !== to);
}

/** A pod of each workload. */
function oneEach(pods: readonly Pod[]): readonly Pod[] {
  return [...new Map(pods.map((pod) => [`${pod.namespace}/${pod.workload}`, pod])).values()];
}

/** What the routes of a gateway lead to. */
function routedCalls(mesh: Mesh, gateway: Pod): PossibleCall[] {
  const hosts = translate(mesh, gateway).routes.flatMap(({ virtualHosts }) => virtualHosts);
  return hosts.flatMap(({ domains, routes }) =>
    routes.flatMap(({ match, route }) => {
      const path = match?.path ?? match?.prefix ?? match?.pathSeparatedPrefix ?? '/';
      const weighted = route?.weightedClusters?.clusters.map(({ name }) => name) ?? [];
      const clusters = route?.cluster === undefined ? weighted : [route.cluster];
      return clusters.flatMap((cluster) =>
        behindCluster(mesh, cluster).map((to) => ({
          ...{ from: nodeOf(gateway), to, reason: 'route' as const },
          by: { host: domains[0] ?? '*', path },
        })),
      );
    }),
  );
}

function behindCluster(mesh: Mesh, cluster: string): readonly string[] {
  const hostname = parseClusterName(cluster)?.hostname;
  const service = mesh.services.find((candidate) => candidate.hostname === hostname);
  return service ? nodesBehind(mesh, service) : [];
}

interface AllowRule {
  readonly from?: readonly {
    readonly source?: { readonly principals?: readonly string[]; readonly namespaces?: readonly string[] };
  }[];
}

/** Callers that an AuthorizationPolicy with the action ALLOW names by identity or namespace. */
function allowedCallers(mesh: Mesh, pod: Pod, workloads: readonly Pod[]): PossibleCall[] {
  const applying = mesh.authorizationPolicies.filter(
    (policy) =>
      [pod.namespace, mesh.config.rootNamespace].includes(policy.metadata.namespace ?? '') &&
      (policy.spec.action ?? 'ALLOW') === 'ALLOW' &&
      isAttached(policy, pod),
  );
  const sources = applying
    .flatMap(({ spec }) => (spec.rules ?? []) as readonly AllowRule[])
    .flatMap(({ from = [] }) => from.flatMap(({ source }) => source ?? []));
  const isNamed = (caller: Pod) => {
    const { trustDomain } = mesh.config;
    const identity = spiffeId({ ...caller, trustDomain }).slice(SPIFFE_SCHEME.length);
    return sources.some(
      ({ principals = [], namespaces = [] }) =>
        principals.some((glob) => names(glob, identity)) ||
        namespaces.some((glob) => names(glob, caller.namespace)),
    );
  };
  return workloads
    .filter(isNamed)
    .map((caller) => ({ from: nodeOf(caller), to: nodeOf(pod), reason: 'policy' as const }));
}

/** As policies compare texts: `*` at the beginning or at the end. Alone it is true of all, and names none. */
function names(glob: string, text: string): boolean {
  if (glob === '*') return false;
  if (glob.startsWith('*')) return text.endsWith(glob.slice(1));
  if (glob.endsWith('*')) return text.startsWith(glob.slice(0, -1));
  return glob === text;
}

interface Egress {
  readonly hosts?: readonly string[];
}

/** Services that a Sidecar names for the callers that it selects; `*` for all names nobody. */
function importedHosts(mesh: Mesh, pod: Pod): PossibleCall[] {
  const applying = mesh.sidecars.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace && hasLabels(pod.labels, spec.workloadSelector?.labels),
  );
  const hosts = applying
    .flatMap(({ spec }) => (spec.egress ?? []) as readonly Egress[])
    .flatMap(({ hosts = [] }) => hosts.map((host) => host.split('/')))
    .filter(([, name]) => name !== undefined && name !== '*');
  return mesh.services
    .filter((service) => hosts.some(([namespace, name = '']) => isImportedBy(service, pod, namespace, name)))
    .flatMap((service) => nodesBehind(mesh, service))
    .map((to) => ({ from: nodeOf(pod), to, reason: 'sidecar' as const }));
}

function isImportedBy(service: Service, pod: Pod, namespace: string | undefined, name: string): boolean {
  const wanted = namespace === '.' ? pod.namespace : namespace;
  return (wanted === '*' || wanted === service.namespace) && isSubsetOf(service.hostname, name);
}

interface Template {
  readonly template?: { readonly spec?: Template };
  readonly containers?: readonly {
    readonly env?: readonly { readonly name?: string; readonly value?: unknown }[];
  }[];
}

/** Services that a variable of the pod's environment names in a URL. */
function namedHosts(mesh: Mesh, pod: Pod): PossibleCall[] {
  const variables = containersOf(pod.resource).flatMap(({ env = [] }) => env);
  // Where spans go is no call of the application.
  const values = variables.filter(({ name }) => !name?.startsWith('OTEL_')).map(({ value }) => String(value));
  const hosts = values.flatMap((value) =>
    /^\w+:\/\//.test(value) && URL.canParse(value) ? new URL(value).hostname : [],
  );
  return hosts
    .flatMap((host) => serviceNamed(mesh, host, pod.namespace) ?? [])
    .flatMap((service) => nodesBehind(mesh, service))
    .map((to) => ({ from: nodeOf(pod), to, reason: 'environment' as const }));
}

function containersOf({ spec }: Resource): NonNullable<Template['containers']> {
  const { template, containers } = (spec ?? {}) as Template;
  return containers ?? template?.spec?.containers ?? [];
}

/** The Service that a pod of a namespace means by a name: alone, with its namespace, with `svc`, or whole. */
export function serviceNamed(mesh: Mesh, host: string, namespace?: string): Service | undefined {
  return mesh.services.find((service) => {
    if (service.hostname === host) return true;
    if (service.registry !== 'kubernetes') return false;
    const { name, namespace: own } = service;
    return [`${name}.${own}`, `${name}.${own}.svc`, ...(own === namespace ? [name] : [])].includes(host);
  });
}
