import { groupOf, type Manifest, valueAt } from './manifest.ts';

/**
 * The app that a host stands for: what the Service selects by, with one of the labels that name an app (Kubernetes
 * documentation, "Recommended Labels"). Undefined for hosts that are no Service of the chart.
 *
 * @param host `backend-service`, `backend-service.backend` or the whole name in the cluster
 * @param namespace of the resource that names the host
 */
export function appOf(
  manifests: readonly Manifest[],
  host: string,
  namespace: string | undefined,
): string | undefined {
  const service = serviceOf(manifests, host, namespace);
  const selector = valueAt(service, ['spec', 'selector']) as Readonly<Record<string, string>> | undefined;
  return selector?.app ?? selector?.['app.kubernetes.io/name'];
}

/** The version that a Service selects alone, by the label that Istio reads; undefined where it selects all. */
export function versionOf(
  manifests: readonly Manifest[],
  host: string,
  namespace: string | undefined,
): unknown {
  return valueAt(serviceOf(manifests, host, namespace), ['spec', 'selector', 'version']);
}

function serviceOf(
  manifests: readonly Manifest[],
  host: string,
  namespace: string | undefined,
): Manifest | undefined {
  const [name, inNamespace = namespace] = host.split('.');
  return manifests.find(
    (manifest) =>
      manifest.kind === 'Service' &&
      groupOf(manifest) === '' &&
      manifest.metadata.name === name &&
      manifest.metadata.namespace === inNamespace,
  );
}
