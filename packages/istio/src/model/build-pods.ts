import type { PodSpec, PodTemplateSpec } from '../resources/kubernetes-types.ts';
import type { Resource } from '../resources/resource.ts';
import { isRollout, type RolloutSpec } from '../resources/rollout.ts';
import type { ContainerPort, Pod } from './registry.ts';

const WORKLOAD_KINDS = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Kinds of what has pods. */
export const POD_KINDS: ReadonlySet<string> = new Set([...WORKLOAD_KINDS, 'Pod', 'Rollout']);

/** Pods of one workload that a mesh has. A cluster may have more; they would differ in name and address alone. */
export const MOST_REPLICAS = 1000;
/** Pods of all workloads, each of which has one at least: the addresses of 10.244.0.0/16. */
export const MOST_PODS = 65_000;

/**
 * One Pod a replica of every Deployment, StatefulSet and Rollout, one for a DaemonSet and for a bare Pod, in the order of
 * the stream. Addresses are counted up from 10.244.0.1. Of a Rollout these are the pods that it has at rest: all are of its
 * template.
 */
export function buildPods(resources: readonly Resource[], namespaces: ReadonlyMap<string, Resource>): Pod[] {
  const pods: Pod[] = [];
  const scaled = scaledByRollouts(resources);
  for (const resource of resources) {
    const templates = templatesOf(resource, scaled).slice(0, Math.max(1, MOST_PODS - pods.length));
    for (const [index, template] of templates.entries()) {
      const name = resource.kind === 'Pod' ? resource.metadata.name : `${resource.metadata.name}-${index}`;
      pods.push(buildPod(resource, template, name, assignPodIp(pods.length), namespaces));
    }
  }
  return pods;
}

function templatesOf(resource: Resource, scaled: ReadonlyMap<string, number>): PodTemplateSpec[] {
  if (resource.kind === 'Pod' && resource.apiVersion === 'v1') {
    return [{ metadata: resource.metadata, spec: resource.spec as PodSpec }];
  }
  const isWorkload = WORKLOAD_KINDS.has(resource.kind) && resource.apiVersion.startsWith('apps/');
  if (!isWorkload && !isRollout(resource)) return [];
  const spec = resource.spec as RolloutSpec | undefined;
  if (spec?.workloadRef) return [];
  const written = resource.kind === 'DaemonSet' ? 1 : (spec?.replicas ?? 1);
  const replicas = resource.kind === 'Deployment' ? (scaled.get(nameOf(resource)) ?? written) : written;
  return Array.from({ length: Math.min(replicas, MOST_REPLICAS) }, () => spec?.template ?? {});
}

/** How many replicas of a Deployment there are because a Rollout refers to it, by `NAMESPACE/NAME`. */
function scaledByRollouts(resources: readonly Resource[]): ReadonlyMap<string, number> {
  const refs = resources.filter(isRollout).flatMap((resource) => {
    const { workloadRef, replicas = 1 } = resource.spec as RolloutSpec;
    const { kind, name } = workloadRef ?? {};
    if (kind !== 'Deployment' || name === undefined) return [];
    return [[nameOf({ ...resource, metadata: { ...resource.metadata, name } }), replicas] as const];
  });
  return new Map(refs);
}

function nameOf({ metadata }: Pick<Resource, 'metadata'>): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name}`;
}

function buildPod(
  resource: Resource,
  template: PodTemplateSpec,
  name: string,
  ip: string,
  namespaces: ReadonlyMap<string, Resource>,
): Pod {
  const namespace = resource.metadata.namespace ?? 'default';
  return {
    name,
    namespace,
    workload: resource.metadata.name,
    ip,
    labels: template.metadata?.labels ?? {},
    annotations: template.metadata?.annotations ?? {},
    // An empty name is none to the API server, too.
    serviceAccount: template.spec?.serviceAccountName || 'default',
    ports: containerPorts(template),
    proxy: proxyOf(template, namespaces.get(namespace)),
    resource,
  };
}

function containerPorts(template: PodTemplateSpec): ContainerPort[] {
  const containers = template.spec?.containers ?? [];
  return containers.flatMap((container) =>
    (container.ports ?? []).map(({ name, containerPort }) => ({
      port: containerPort,
      ...(name === undefined ? {} : { name }),
    })),
  );
}

/**
 * What the injection webhook would add (Istio "Installing the Sidecar"): nothing with the host's network or in a
 * namespace labelled `istio-injection: disabled`; then the pod's `sidecar.istio.io/inject` (label over
 * annotation), then the namespace's label.
 */
function proxyOf(template: PodTemplateSpec, namespace: Resource | undefined): Pod['proxy'] {
  const { labels = {}, annotations = {} } = template.metadata ?? {};
  const policy = namespace?.metadata.labels?.['istio-injection'];
  if (template.spec?.hostNetwork || policy === 'disabled') return 'none';
  const wish = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  const injected = wish === 'true' || (wish !== 'false' && policy === 'enabled');
  if (!injected) return 'none';
  return annotations['inject.istio.io/templates'] === 'gateway' ? 'gateway' : 'sidecar';
}

function assignPodIp(index: number): string {
  const host = index + 1;
  return `10.244.${host >> 8}.${host & 255}`;
}
