import type { DestinationRuleSpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import { mostSpecificMatch, resolveShortName } from './hostname.ts';
import type { Mesh } from './mesh.ts';
import { perMesh } from './per-mesh.ts';
import type { Pod, Service } from './registry.ts';
import { isPrivate } from './visibility.ts';

/** One DestinationRule, or several for the same host of one namespace merged into one. */
export interface DestinationRule {
  readonly namespace: string;
  readonly exportTo: readonly string[];
  readonly spec: DestinationRuleSpec;
  /** What it was merged from, the ranking one first. */
  readonly resources: readonly Resource<DestinationRuleSpec>[];
}

/** Rules of one namespace by host. */
type RulesByHost = Map<string, DestinationRule[]>;

interface RuleIndex {
  /** All rules of a namespace: what its own proxies look at first. */
  readonly local: ReadonlyMap<string, RulesByHost>;
  /** Those of a namespace that others may see. */
  readonly exported: ReadonlyMap<string, RulesByHost>;
  /** The root namespace's rules for itself only. */
  readonly rootPrivate: RulesByHost;
}

/**
 * The rule that a proxy applies to a service: from the proxy's namespace, else the service's, else the root
 * namespace; in each the most specific host; a rule with a workload selector that fits the proxy before one
 * without (istio push_context.go, `destinationRule`, and sidecar.go, `DestinationRule`). Undefined when there is
 * none. `direction` inbound leaves rules with a workload selector out.
 */
export function destinationRuleFor(
  mesh: Mesh,
  pod: Pick<Pod, 'namespace' | 'labels'>,
  service: Pick<Service, 'hostname' | 'namespace'>,
  direction: 'inbound' | 'outbound' = 'outbound',
): DestinationRule | undefined {
  const candidates = lookUp(mesh, pod.namespace, service);
  const selected = candidates.find(
    ({ namespace, spec }) =>
      direction === 'outbound' &&
      namespace === pod.namespace &&
      spec.workloadSelector !== undefined &&
      Object.entries(spec.workloadSelector.matchLabels ?? {}).every(
        ([key, value]) => pod.labels[key] === value,
      ),
  );
  return selected ?? candidates.findLast(({ spec }) => spec.workloadSelector === undefined);
}

function lookUp(
  mesh: Mesh,
  client: string,
  { hostname, namespace }: Pick<Service, 'hostname' | 'namespace'>,
): readonly DestinationRule[] {
  const { local, exported, rootPrivate } = indexRules(mesh);
  const root = mesh.config.rootNamespace;
  const own = mostSpecific(client === root ? rootPrivate : local.get(client), hostname);
  if (own) return own;
  for (const owner of [namespace, root]) {
    const seen = mostSpecific(exported.get(owner), hostname)?.filter(
      ({ exportTo }) => exportTo.length === 0 || exportTo.includes('*') || exportTo.includes(client),
    );
    if (seen && seen.length > 0) return seen;
  }
  return [];
}

function mostSpecific(rules: RulesByHost | undefined, hostname: string): DestinationRule[] | undefined {
  const host = rules && mostSpecificMatch(hostname, rules.keys());
  return host === undefined ? undefined : rules?.get(host);
}

/** Istio ranks rules with a workload selector first, then by age (`sortConfigBySelectorAndCreationTime`). */
const indexRules: (mesh: Mesh) => RuleIndex = perMesh((mesh) => {
  const index = { local: new Map(), exported: new Map(), rootPrivate: new Map() };
  const selects = ({ spec }: Resource<DestinationRuleSpec>) => Number(spec.workloadSelector !== undefined);
  for (const resource of [...mesh.destinationRules].sort((a, b) => selects(b) - selects(a))) {
    addRule(index, resource, mesh);
  }
  return index;
});

function addRule(
  index: { local: Map<string, RulesByHost>; exported: Map<string, RulesByHost>; rootPrivate: RulesByHost },
  resource: Resource<DestinationRuleSpec>,
  { config }: Mesh,
): void {
  const { spec, metadata } = resource;
  const namespace = metadata.namespace ?? 'default';
  const host = resolveShortName(spec.host, namespace, config.domain);
  // A rule for chosen workloads never leaves its namespace.
  const exportTo = spec.workloadSelector ? ['.'] : (spec.exportTo ?? []);
  const rule = { namespace, exportTo, spec, resources: [resource] };
  if (exportTo.length === 0 || ['*', '.', namespace].some((entry) => exportTo.includes(entry))) {
    mergeInto(rulesOf(index.local, namespace), host, rule);
  }
  if (!isPrivate(namespace, exportTo)) mergeInto(rulesOf(index.exported, namespace), host, rule);
  else if (namespace === config.rootNamespace) mergeInto(index.rootPrivate, host, rule);
}

function rulesOf(namespaces: Map<string, RulesByHost>, namespace: string): RulesByHost {
  const rules = namespaces.get(namespace) ?? new Map();
  namespaces.set(namespace, rules);
  return rules;
}

/**
 * Merges rules of one host that the same namespaces see: subsets are joined, the first of a name wins, and so
 * does the first traffic policy. Rules with different selectors stay apart, and one without a selector also
 * fills in those with one (istio destination_rule.go, `mergeDestinationRule`).
 */
function mergeInto(rules: RulesByHost, host: string, incoming: DestinationRule): void {
  const known = rules.get(host) ?? [];
  let separate = true;
  const merged = known.map((existing) => {
    const fit = compareRules(existing, incoming);
    separate = fit.separate;
    return fit.merge ? mergeRules(existing, incoming) : existing;
  });
  rules.set(host, separate ? [...merged, incoming] : merged);
}

function compareRules(
  existing: DestinationRule,
  incoming: DestinationRule,
): { merge: boolean; separate: boolean } {
  const sameReach = sameSet(existing.exportTo, incoming.exportTo);
  const widerReach =
    existing.exportTo.length > 0 && existing.exportTo.every((entry) => incoming.exportTo.includes(entry));
  if (!sameReach && !widerReach) return { merge: false, separate: true };
  const [own, other] = [existing, incoming].map(({ spec }) => spec.workloadSelector);
  const both = own !== undefined && other !== undefined;
  if (both && !sameSet(labelsOf(own), labelsOf(other))) return { merge: false, separate: true };
  const neither = own === undefined && other === undefined;
  return { merge: true, separate: !(neither || both) && !sameReach };
}

function labelsOf(selector: { matchLabels?: Record<string, string> }): string[] {
  return Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry) => b.includes(entry));
}

function mergeRules(existing: DestinationRule, incoming: DestinationRule): DestinationRule {
  const names = new Set(existing.spec.subsets?.map(({ name }) => name));
  const added = (incoming.spec.subsets ?? []).filter(({ name }) => !names.has(name));
  const trafficPolicy = existing.spec.trafficPolicy ?? incoming.spec.trafficPolicy;
  return {
    ...existing,
    spec: {
      ...existing.spec,
      subsets: [...(existing.spec.subsets ?? []), ...added],
      ...(trafficPolicy && { trafficPolicy }),
    },
    resources: [...existing.resources, ...incoming.resources],
  };
}
