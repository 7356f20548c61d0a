import type { DestinationRuleSpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import { resolveShortName } from './hostname.ts';
import type { Labels } from './label-selector.ts';
import type { Mesh } from './mesh.ts';
import { perMesh } from './per-mesh.ts';
import { readTrafficPolicy } from './read-traffic-policy.ts';
import type { Subset, TrafficPolicy } from './traffic-policy.ts';

/** One DestinationRule, or several for the same host of one namespace merged into one. */
export interface DestinationRule {
  readonly name: string;
  readonly namespace: string;
  /** With a short name completed. */
  readonly host: string;
  readonly exportTo: readonly string[];
  /** Labels of the workloads whose proxies it is for; absent where it is for all. */
  readonly workloadSelector?: Labels;
  readonly trafficPolicy?: TrafficPolicy;
  readonly subsets: readonly Subset[];
  /** The resource that it is read from. */
  readonly resource: Resource<DestinationRuleSpec>;
}

/** Every DestinationRule, oldest first. */
export const destinationRules: (mesh: Mesh) => readonly DestinationRule[] = perMesh((mesh) =>
  mesh.destinationRules.map((resource) => readDestinationRule(resource, mesh.config.domain)),
);

function readDestinationRule(resource: Resource<DestinationRuleSpec>, domain: string): DestinationRule {
  const { host, exportTo = [], workloadSelector, trafficPolicy, subsets = [] } = resource.spec;
  const { name, namespace = 'default' } = resource.metadata;
  return {
    name,
    namespace,
    host: resolveShortName(host, namespace, domain),
    // A rule for chosen workloads never leaves its namespace.
    exportTo: workloadSelector ? ['.'] : exportTo,
    ...(workloadSelector && { workloadSelector: workloadSelector.matchLabels ?? {} }),
    ...(trafficPolicy && { trafficPolicy: readTrafficPolicy(trafficPolicy) }),
    subsets: subsets.map(readSubset),
    resource,
  };
}

function readSubset({
  name,
  labels,
  trafficPolicy,
}: NonNullable<DestinationRuleSpec['subsets']>[number]): Subset {
  return {
    name,
    labels: labels ?? {},
    ...(trafficPolicy && { trafficPolicy: readTrafficPolicy(trafficPolicy) }),
  };
}
