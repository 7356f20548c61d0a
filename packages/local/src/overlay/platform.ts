import { join } from 'node:path';
import { LabError } from '@lab/errors';
import { buildMesh, hasLabels, parseResources, type Resource, resourceName } from '@lab/istio';
import { buildOverlay, type Kustomize } from '@lab/kustomize';

/**
 * What a cluster has from Istio's installation and an overlay does not bring itself: the mesh configuration, the
 * collector of spans, and a gateway where a Gateway is there that selects no pod of the overlay. A resource that the
 * overlay has under the same name is left alone.
 *
 * @param platform folder of the platform's kustomization, relative to the root
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
): Promise<Resource[]> {
  const there = new Set(overlay.map(resourceName));
  const wantsGateway = gatewayIsMissing(overlay);
  if (!wantsGateway && there.has(MESH_CONFIG)) return [];
  const built = await buildOverlay({
    ...{ kustomize, root, dir: platform },
    workDir: join(workDir, 'platform'),
    origins: false,
  });
  if (!built.ok) throw brokenPlatform(platform, built.findings[0]?.message ?? '');
  const { resources } = parseResources(built.yaml, { file: platform });
  const gateways = buildMesh(resources).pods.filter(({ proxy }) => proxy === 'gateway');
  const names = new Set(gateways.map(({ namespace, workload }) => `${namespace}/${workload}`));
  const isOfGateway = ({ metadata }: Resource) => names.has(`${metadata.namespace}/${metadata.name}`);
  return resources.filter(
    (resource) => !there.has(resourceName(resource)) && (wantsGateway || !isOfGateway(resource)),
  );
}

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
