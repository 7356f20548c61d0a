import { destinationRuleIndex } from './destination-rule-index.ts';
import { hasLabels } from './label-selector.ts';
import type { Mesh } from './mesh.ts';
import { perMesh } from './per-mesh.ts';
import type { DestinationRule } from './read-destination-rule.ts';
import type { Pod, Service } from './registry.ts';

export { type DestinationRule, destinationRules } from './read-destination-rule.ts';

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
  const candidates = destinationRuleCandidates(mesh, pod.namespace, service);
  const selected = candidates.find(
    ({ namespace, workloadSelector }) =>
      direction === 'outbound' &&
      namespace === pod.namespace &&
      workloadSelector !== undefined &&
      hasLabels(pod.labels, workloadSelector),
  );
  return selected ?? candidates.findLast(({ workloadSelector }) => workloadSelector === undefined);
}

/** The rules of the place where the proxies of a namespace look: of one only, and those with selectors first. */
function destinationRuleCandidates(
  mesh: Mesh,
  client: string,
  { hostname, namespace }: Pick<Service, 'hostname' | 'namespace'>,
): readonly DestinationRule[] {
  const { local, exported, rootPrivate } = destinationRuleIndex(mesh);
  const root = mesh.config.rootNamespace;
  const own = (client === root ? rootPrivate : local.get(client))?.mostSpecific(hostname) ?? [];
  if (own.length > 0) return own;
  for (const owner of [namespace, root]) {
    const seen = (exported.get(owner)?.mostSpecific(hostname) ?? []).filter(
      ({ exportTo }) => exportTo.length === 0 || exportTo.includes('*') || exportTo.includes(client),
    );
    if (seen.length > 0) return seen;
  }
  return [];
}

/**
 * The namespaces whose proxies may apply another rule to a service than those of all others do: they have rules of
 * their own for it, or are named in an `exportTo`.
 */
export function namespacesApart(
  mesh: Mesh,
  { hostname, namespace }: Pick<Service, 'hostname' | 'namespace'>,
): ReadonlySet<string> {
  const { namespaces, exported } = destinationRuleIndex(mesh);
  const root = mesh.config.rootNamespace;
  const named = [namespace, root]
    .flatMap((owner) => exported.get(owner)?.mostSpecific(hostname) ?? [])
    .flatMap(({ exportTo }) => exportTo);
  return new Set([root, ...namespaces.covering(hostname), ...named]);
}

/** The rules that at least one proxy applies to a service. */
export function rulesInEffect(
  mesh: Mesh,
  service: Pick<Service, 'hostname' | 'namespace'>,
): DestinationRule[] {
  const proxies = proxiesByNamespace(mesh);
  const apart = [...namespacesApart(mesh, service)].filter((namespace) => proxies.has(namespace));
  const rules = new Set<DestinationRule | undefined>();
  for (const namespace of apart) {
    for (const proxy of differingProxies(mesh, proxies.get(namespace) ?? [], service)) {
      rules.add(destinationRuleFor(mesh, proxy, service));
    }
  }
  if (apart.length < proxies.size) rules.add(destinationRuleFor(mesh, ELSEWHERE, service));
  return [...rules].filter((rule) => rule !== undefined);
}

/** Stands for the proxies of all namespaces that `namespacesApart` does not name. */
export const ELSEWHERE: Pick<Pod, 'namespace' | 'labels'> = { namespace: '', labels: {} };

/** Of proxies of one namespace those that may apply different rules to a service: the first, where none selects workloads. */
export function differingProxies(
  mesh: Mesh,
  proxies: readonly Pod[],
  service: Pick<Service, 'hostname' | 'namespace'>,
): readonly Pod[] {
  const candidates = destinationRuleCandidates(mesh, proxies[0]?.namespace ?? '', service);
  return candidates.some(({ workloadSelector }) => workloadSelector) ? proxies : proxies.slice(0, 1);
}

const proxiesByNamespace = perMesh(({ pods }) =>
  Map.groupBy(
    pods.filter(({ proxy }) => proxy !== 'none'),
    ({ namespace }) => namespace,
  ),
);
