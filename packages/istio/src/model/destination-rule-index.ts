import { type HostIndex, hostIndex } from './host-index.ts';
import { sameLabels } from './label-selector.ts';
import type { Mesh } from './mesh.ts';
import { perMesh } from './per-mesh.ts';
import { type DestinationRule, destinationRules } from './read-destination-rule.ts';
import { isPrivate } from './visibility.ts';

/** Rules of one namespace by host, while they are gathered. */
type RulesByHost = Map<string, DestinationRule[]>;

interface GatheredRules {
  readonly local: Map<string, RulesByHost>;
  readonly exported: Map<string, RulesByHost>;
  readonly rootPrivate: RulesByHost;
}

interface RuleIndex {
  /** All rules of a namespace: what its own proxies look at first. */
  readonly local: ReadonlyMap<string, HostIndex<DestinationRule>>;
  /** Those of a namespace that others may see. */
  readonly exported: ReadonlyMap<string, HostIndex<DestinationRule>>;
  /** The root namespace's rules for itself only. */
  readonly rootPrivate: HostIndex<DestinationRule>;
  /** Namespaces that have rules of their own, by the hosts of these. */
  readonly namespaces: HostIndex<string>;
}

/** Istio ranks rules with a workload selector first, then by age (`sortConfigBySelectorAndCreationTime`). */
export const destinationRuleIndex: (mesh: Mesh) => RuleIndex = perMesh((mesh) => {
  const gathered: GatheredRules = { local: new Map(), exported: new Map(), rootPrivate: new Map() };
  const selects = ({ workloadSelector }: DestinationRule) => Number(workloadSelector !== undefined);
  for (const rule of [...destinationRules(mesh)].sort((a, b) => selects(b) - selects(a))) {
    addRule(gathered, rule, mesh);
  }
  const { local, exported, rootPrivate } = gathered;
  return {
    local: indexEach(local),
    exported: indexEach(exported),
    rootPrivate: indexByHost(rootPrivate),
    namespaces: hostIndex(
      [...local].flatMap(([namespace, rules]) =>
        [...rules.keys()].map((host): [string, string] => [host, namespace]),
      ),
    ),
  };
});

function indexEach(namespaces: ReadonlyMap<string, RulesByHost>): Map<string, HostIndex<DestinationRule>> {
  return new Map([...namespaces].map(([namespace, rules]) => [namespace, indexByHost(rules)]));
}

function indexByHost(rules: RulesByHost): HostIndex<DestinationRule> {
  return hostIndex(
    [...rules].flatMap(([host, list]) => list.map((rule): [string, DestinationRule] => [host, rule])),
  );
}

function addRule(gathered: GatheredRules, rule: DestinationRule, { config }: Mesh): void {
  const { namespace, exportTo, host } = rule;
  if (exportTo.length === 0 || ['*', '.', namespace].some((entry) => exportTo.includes(entry))) {
    mergeInto(rulesOf(gathered.local, namespace), host, rule);
  }
  if (!isPrivate(namespace, exportTo)) mergeInto(rulesOf(gathered.exported, namespace), host, rule);
  else if (namespace === config.rootNamespace) mergeInto(gathered.rootPrivate, host, rule);
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
  const [own, other] = [existing.workloadSelector, incoming.workloadSelector];
  const both = own !== undefined && other !== undefined;
  if (both && !sameLabels(own, other)) return { merge: false, separate: true };
  const neither = own === undefined && other === undefined;
  return { merge: true, separate: !(neither || both) && !sameReach };
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry) => b.includes(entry));
}

function mergeRules(existing: DestinationRule, incoming: DestinationRule): DestinationRule {
  const names = new Set(existing.subsets.map(({ name }) => name));
  const added = incoming.subsets.filter(({ name }) => !names.has(name));
  const trafficPolicy = existing.trafficPolicy ?? incoming.trafficPolicy;
  return {
    ...existing,
    subsets: [...existing.subsets, ...added],
    ...(trafficPolicy && { trafficPolicy }),
  };
}
