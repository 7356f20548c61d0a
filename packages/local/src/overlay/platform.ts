import { join } from 'node:path';
import { LabError } from '@lab/errors';
import { buildMesh, hasLabels, parseResources, type Resource, resourceName } from '@lab/istio';
import { buildOverlay, type Kustomize } from '@lab/kustomize';

/**
 * What a cluster has beside an overlay, and the overlay does not bring itself: labelled namespaces, and of Istio's installation
 * the mesh configuration, the collector of spans, and a gateway where a Gateway is there that selects no pod of the overlay. A resource that the
 * overlay has under the same name is left alone.
 *
 * @param platform folder of the platform's kustomization, relative to the root
 * @param before what was read before: what has not changed is taken from there
 * @throws LabError CONFIGURATION when the platform itself cannot be built
 */
export async function missingPlatform(
  {
    kustomize,
    root,
    workDir,
  }: { readonly kustomize: Kustomize; readonly root: string; readonly workDir: string },
  platform: string,
  overlay: readonly Resource[],
  before: readonly Resource[] = [],
): Promise<Resource[]> {
  const there = new Set(overlay.map(resourceName));
  const wantsGateway = gatewayIsMissing(overlay);
  const namespaces = missingNamespaces(overlay, before);
  if (!wantsGateway && there.has(MESH_CONFIG)) return namespaces;
  const built = await buildOverlay({
    ...{ kustomize, root, dir: platform },
    workDir: join(workDir, 'platform'),
    origins: false,
  });
  if (!built.ok) throw brokenPlatform(platform, built.findings[0]?.message ?? '');
  const { resources } = parseResources(built.yaml, { file: platform, before });
  const gateways = buildMesh(resources).pods.filter(({ proxy }) => proxy === 'gateway');
  const names = new Set(gateways.map(({ namespace, workload }) => `${namespace}/${workload}`));
  const isOfGateway = ({ metadata }: Resource) => names.has(`${metadata.namespace}/${metadata.name}`);
  const missing = resources.filter(
    (resource) => !there.has(resourceName(resource)) && (wantsGateway || !isOfGateway(resource)),
  );
  return [...namespaces, ...missing];
}

/** Istio injects nothing into these (its documentation, "Installing the Sidecar"). */
const NEVER_INJECTED = new Set(['istio-system', 'kube-system', 'kube-public', 'kube-node-lease']);

/**
 * The namespaces that pods are in and that the manifests do not make: in a cluster somebody has made them, and labelled them for
 * the mesh, as `kubectl label namespace default istio-injection=enabled` does.
 */
function missingNamespaces(overlay: readonly Resource[], before: readonly Resource[]): Resource[] {
  const made = new Set(
    overlay.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
  );
  const names = new Set(buildMesh(overlay).pods.map(({ namespace }) => namespace));
  return [...names]
    .filter((name) => !made.has(name) && !NEVER_INJECTED.has(name))
    .map((name) => NAMESPACE.replace('NAME', () => JSON.stringify(name)))
    .flatMap((text) => parseResources(text, { before }).resources);
}

const NAMESPACE =
  'apiVersion: v1\nkind: Namespace\nmetadata: { name: NAME, labels: { istio-injection: enabled } }';

/** istiod reads the mesh configuration from here: what has it was made for a machine without a cluster. */
const MESH_CONFIG = 'ConfigMap istio-system/istio';

/** A Gateway that no pod of these resources is for. One of the Gateway API names a Service, or has Istio deploy one. */
function gatewayIsMissing(resources: readonly Resource[]): boolean {
  const { gateways, kubernetesGateways, pods } = buildMesh(resources);
  const gatewayPods = pods.filter(({ proxy }) => proxy === 'gateway');
  const isSelected = (selector: Readonly<Record<string, string>> | undefined) =>
    gatewayPods.some(({ labels }) => hasLabels(labels, selector));
  if (gateways.some(({ spec }) => !isSelected(spec.selector))) return true;
  return kubernetesGateways.length > 0 && gatewayPods.length === 0;
}

function brokenPlatform(platform: string, why: string): LabError {
  return new LabError(
    'CONFIGURATION',
    `${platform} cannot be built: ${why}`,
    'Undo your changes to this folder.',
  );
}
