import { type Finding, finding, type Mesh, type Pod } from '@lab/istio';

/** Label of a namespace or a pod by which ztunnel takes the pod's traffic (Istio ambient mode). */
const DATAPLANE_MODE = 'istio.io/dataplane-mode';

/**
 * An error for each label that puts a pod into ambient mode: ztunnel takes traffic on a node, and without it the pod
 * would run with neither a sidecar nor mutual TLS.
 */
export function ambientFindings(mesh: Mesh): Finding[] {
  const findings = mesh.pods.filter(({ proxy }) => proxy === 'none').flatMap((pod) => findingOf(mesh, pod));
  return [...new Map(findings.map((finding) => [finding.resource, finding])).values()];
}

/** A pod's own label counts before its namespace's. */
function findingOf(mesh: Mesh, pod: Pod): Finding[] {
  const namespace = mesh.namespaces.get(pod.namespace);
  const ofPod = pod.labels[DATAPLANE_MODE];
  if ((ofPod ?? namespace?.metadata.labels?.[DATAPLANE_MODE]) !== 'ambient') return [];
  const { kind } = pod.resource;
  const [owner, path, name] =
    ofPod === undefined && namespace
      ? [namespace, ['metadata', 'labels', DATAPLANE_MODE], `Namespace ${pod.namespace}`]
      : [pod.resource, labelPath(kind), `${kind} ${pod.namespace}/${pod.workload}`];
  return [finding('LAB0208', {}, { resource: name, location: owner.locate(path) })];
}

function labelPath(kind: string): string[] {
  return [...(kind === 'Pod' ? [] : ['spec', 'template']), 'metadata', 'labels', DATAPLANE_MODE];
}
