import { type Finding, finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { didYouMean } from '../../findings/suggest.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { podsWith } from '../../model/registry-index.ts';
import type { ServicePort, ServiceSpec } from '../../resources/kubernetes-types.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

type WrittenService = Resource<ServiceSpec>;

/** Names of ports of the container that injection adds (istio `manifests/charts/…/injection-template.yaml`). */
const INJECTED = new Set(['http-envoy-prom']);

/**
 * A Service's target port that none of its pods has: by name it leads nowhere, and requests get 503 (Kubernetes
 * Service reference, `targetPort`). A number need not be declared by a container; an info says so where they declare
 * others, and where it is written.
 */
export const targetPortNotFound: Rule = (mesh, resources) =>
  resources
    .filter(
      (resource): resource is WrittenService => resource.kind === 'Service' && resource.apiVersion === 'v1',
    )
    .flatMap((resource) => {
      const pods = distinctPods(mesh, resource);
      return pods.length === 0
        ? []
        : [...(resource.spec.ports ?? []).entries()].flatMap(([index, port]) =>
            portFinding(resource, index, port, pods),
          );
    });

/** One pod for each workload behind the Service; replicas have the same ports. */
function distinctPods(mesh: Mesh, { spec, metadata }: WrittenService): readonly Pod[] {
  const selector = spec.selector ?? {};
  if (Object.keys(selector).length === 0) return [];
  const pods = podsWith(mesh, selector, metadata.namespace);
  return [...new Map(pods.map((pod) => [pod.resource, pod])).values()];
}

function portFinding(
  resource: WrittenService,
  index: number,
  { port, targetPort }: ServicePort,
  pods: readonly Pod[],
): Finding[] {
  if (!targetPort) return [];
  const ports = pods.flatMap((pod) => pod.ports);
  const path = ['spec', 'ports', index, 'targetPort'];
  if (typeof targetPort === 'string') {
    if (ports.some(({ name }) => name === targetPort) || INJECTED.has(targetPort)) return [];
    const names = [...new Set(ports.flatMap(({ name }) => name ?? []))];
    const args = { target: targetPort, names, port, hint: didYouMean(targetPort, names) };
    return [finding('LAB0314.name', args, at(resource, path))];
  }
  // The container of a gateway is put in by injection.
  const isDeclared = ports.some((entry) => entry.port === targetPort);
  if (ports.length === 0 || isDeclared || pods.some(({ proxy }) => proxy === 'gateway')) return [];
  const numbers = [...new Set(ports.map((entry) => entry.port))];
  return [finding('LAB0314.number', { target: targetPort, declared: numbers }, at(resource, path))];
}
