import type { Pod } from './registry.ts';

/**
 * The name under which a proxy reports spans, `NAME.NAMESPACE`: the `app` label, else the workload. It is also the
 * proxy's `node.cluster`, which Envoy's Zipkin tracer reads.
 * Source: istio pkg/bootstrap/config.go, `getServiceCluster`.
 */
export function proxyServiceName({ labels, workload, namespace }: Pod): string {
  return `${labels.app ?? labels['app.kubernetes.io/name'] ?? workload}.${namespace}`;
}

/** Canonical name and revision, as sidecar injection writes them into the pod's labels. */
export function canonicalService({ labels, workload }: Pick<Pod, 'labels' | 'workload'>): {
  name: string;
  revision: string;
} {
  return {
    name:
      labels['service.istio.io/canonical-name'] ?? labels['app.kubernetes.io/name'] ?? labels.app ?? workload,
    revision:
      labels['service.istio.io/canonical-revision'] ??
      labels['app.kubernetes.io/version'] ??
      labels.version ??
      'latest',
  };
}
