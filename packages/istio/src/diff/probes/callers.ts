import { OUTSIDE } from '../../explain/journey/hop-from-outside.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';

/** Workloads whose requests are decided about alike, so that one of them stands for all. */
export interface Callers {
  readonly proxy: Pod['proxy'];
  /** `NAMESPACE/WORKLOAD` of each, or `outside`; the first is asked. */
  readonly workloads: readonly string[];
  readonly namespace: string;
}

/**
 * The callers that both meshes have, by what the configuration can tell apart: the kind of proxy, the namespace, labels that a
 * selector names, and names that a policy mentions. Last comes a caller that is in neither mesh.
 */
export function callersOf(before: Mesh, after: Mesh): Callers[] {
  const meshes = [before, after];
  const labels = selectedLabels(meshes);
  const mentioned = mentionedCallers(meshes);
  const pods = meshes.map(firstPods);
  const shared = [...(pods[0] ?? [])].flatMap(([name, pod]) => {
    const other = pods[1]?.get(name);
    return other
      ? [{ name, pod, key: JSON.stringify([pod, other].map((each) => keyOf(each, labels, mentioned))) }]
      : [];
  });
  const classes = [...Map.groupBy(shared, ({ key }) => key).values()].map((same): Callers => {
    const { proxy, namespace } = (same[0] as (typeof shared)[number]).pod;
    return { proxy, namespace, workloads: same.map(({ name }) => name) };
  });
  return [...classes, { proxy: 'none', namespace: '', workloads: [OUTSIDE] }];
}

/** One pod of each workload: replicas have the same proxy. */
export function firstPods({ pods }: Mesh): Map<string, Pod> {
  return new Map(pods.toReversed().map((pod) => [`${pod.namespace}/${pod.workload}`, pod]));
}

function keyOf(pod: Pod, labels: readonly string[], mentioned: readonly string[]): unknown {
  const { proxy, namespace, serviceAccount, workload } = pod;
  const names = [namespace, serviceAccount, `${namespace}/${serviceAccount}`, identityPath(pod)];
  return [
    proxy,
    namespace,
    labels.map((name) => pod.labels[name] ?? null),
    mentioned.map((pattern) => names.some((name) => isMentioned(pattern, name))),
    // Gateways differ by the ports of their Services, and addresses by the pod.
    ...(proxy === 'gateway' || mentioned.includes(ADDRESSES) ? [workload] : []),
  ];
}

function identityPath({ namespace, serviceAccount }: Pod): string {
  return `ns/${namespace}/sa/${serviceAccount}`;
}

/** Patterns of policies have a star at one end; of an identity its trust domain does not count. */
function isMentioned(pattern: string, name: string): boolean {
  const own = pattern.replace(/^.*\/(?=ns\/)/, '');
  if (own.endsWith('*')) return name.startsWith(own.slice(0, -1));
  return own.startsWith('*') ? name.endsWith(own.slice(1)) : own === name;
}

/** Stands for policies that look at the address of the caller. */
const ADDRESSES = 'addresses';

function mentionedCallers(meshes: readonly Mesh[]): string[] {
  const found = new Set<string>();
  const policies = meshes.flatMap(({ authorizationPolicies }) => authorizationPolicies);
  for (const { from = [], when = [] } of policies.flatMap(({ spec }) => spec.rules ?? [])) {
    for (const source of from.map((entry) => entry.source ?? {})) {
      for (const [field, values] of Object.entries(source)) {
        if (/ipBlocks$/i.test(field)) found.add(ADDRESSES);
        else for (const value of [values].flat()) found.add(String(value));
      }
    }
    for (const { key, values = [], notValues = [] } of when) {
      if (/\.ip$/.test(key)) found.add(ADDRESSES);
      if (key.startsWith('source.')) for (const value of [...values, ...notValues]) found.add(value);
    }
  }
  return [...found].sort();
}

/** Names of the labels that anything selects callers by. */
function selectedLabels(meshes: readonly Mesh[]): string[] {
  const names = new Set<string>();
  const collect = (value: unknown, field: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (SELECTORS.has(field) && typeof inner === 'string') names.add(key);
      else collect(inner, Array.isArray(value) ? field : key);
    }
  };
  for (const mesh of meshes) {
    const selecting = [mesh.virtualServices, mesh.destinationRules, mesh.sidecars, mesh.gateways];
    for (const { spec } of selecting.flat() as readonly { readonly spec: unknown }[]) collect(spec, '');
  }
  return [...names].sort();
}

const SELECTORS = new Set(['sourceLabels', 'matchLabels', 'labels', 'selector']);
