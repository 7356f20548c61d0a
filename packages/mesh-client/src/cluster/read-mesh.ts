import { isDeepStrictEqual } from 'node:util';
import type { Kubectl } from '@lab/cluster';
import { buildMesh, type Mesh, parseResources, type Resource, resourceName } from '@lab/istio';

/** What a mesh is made of beside Istio's own types. */
const coreTypes = ['namespaces', 'services', 'deployments.apps', 'statefulsets.apps'];
/** Types of Istio's and of the Gateway API, as `kubectl api-resources` names them. */
export const istioType = /\.(networking|security|telemetry)\.istio\.io$|\.gateway\.networking\.k8s\.io$/;

/** A mesh with the resources that it is made of. */
export interface ClusterConfiguration {
  readonly mesh: Mesh;
  readonly resources: readonly Resource[];
}

/**
 * The mesh that the API server has: what istiod makes the proxies' configuration from.
 *
 * @param files resources that were applied from files: what still is as they say stands where it stands there
 */
export async function readConfiguration(
  cluster: Kubectl,
  files: readonly Resource[],
): Promise<ClusterConfiguration> {
  const types = (await cluster.types()).filter((type) => istioType.test(type));
  const [objects, config] = await Promise.all([
    cluster.list<object>([...coreTypes, ...types]),
    cluster.find<object>('configmap', 'istio', 'istio-system'),
  ]);
  const items = config ? [...objects, config] : objects;
  // A List, whose entries count as resources of their own.
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const resources = located(parseResources(list, { file: '' }).resources, files);
  return { mesh: buildMesh(resources), resources };
}

/** The resources, with the places of those that say the same in a file. */
export function located(resources: readonly Resource[], files: readonly Resource[]): Resource[] {
  const byName = new Map(files.map((resource) => [resourceName(resource), resource]));
  return resources.map((resource) => {
    const file = byName.get(resourceName(resource));
    const isSame = file !== undefined && isDeepStrictEqual(file.spec, resource.spec);
    return isSame ? { ...resource, locate: file.locate } : resource;
  });
}
