import { type HostIndex, hostIndex } from './host-index.ts';
import { type LabelIndex, labelIndex, type SelectorIndex, selectorIndex } from './label-index.ts';
import type { Labels } from './label-selector.ts';
import type { Mesh } from './mesh.ts';
import { compareAge } from './oldest-first.ts';
import { perMesh } from './per-mesh.ts';
import type { Pod, Service } from './registry.ts';

/** The services by host name, ServiceEntries' wildcards among them. */
export const servicesByHost: (mesh: Mesh) => HostIndex<Service> = perMesh((mesh) =>
  hostIndex(mesh.services.map((service) => [service.hostname, service] as const)),
);

const podIndex: (mesh: Mesh) => LabelIndex<Pod> = perMesh((mesh) => labelIndex(mesh.pods, labelsOf));

const podsByNamespace: (mesh: Mesh) => ReadonlyMap<string, LabelIndex<Pod>> = perMesh(
  (mesh) =>
    new Map(
      [...Map.groupBy(mesh.pods, ({ namespace }) => namespace)].map(([namespace, pods]) => [
        namespace,
        labelIndex(pods, labelsOf),
      ]),
    ),
);

/** Pods with all of these labels, in the registry's order; of one namespace, or of all. */
export function podsWith(mesh: Mesh, labels: Labels, namespace?: string): readonly Pod[] {
  const index = namespace === undefined ? podIndex(mesh) : podsByNamespace(mesh).get(namespace);
  return index?.having(labels) ?? [];
}

/** Pods behind a service, in the registry's order; a service without a selector has none. */
export function podsOf(mesh: Mesh, { selector, namespace }: Pick<Service, 'selector' | 'namespace'>) {
  return Object.keys(selector).length === 0 ? [] : podsWith(mesh, selector, namespace);
}

const servicesBySelector: (mesh: Mesh) => ReadonlyMap<string, SelectorIndex<Service>> = perMesh((mesh) => {
  const selecting = mesh.services.filter(({ selector }) => Object.keys(selector).length > 0);
  return new Map(
    [...Map.groupBy(selecting, ({ namespace }) => namespace)].map(([namespace, services]) => [
      namespace,
      selectorIndex(services, ({ selector }) => selector),
    ]),
  );
});

/** The Services that select the pod, oldest first. */
export function servicesOf(mesh: Mesh, pod: Pick<Pod, 'namespace' | 'labels'>): Service[] {
  const services = servicesBySelector(mesh).get(pod.namespace)?.selecting(pod.labels) ?? [];
  return services.sort((a, b) => compareAge(a.resource, b.resource));
}

function labelsOf({ labels }: Pod): Labels {
  return labels;
}
