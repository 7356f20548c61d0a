import { canonicalService, endpointsOf, type Mesh, oncePer, type Service, selectsPod } from '@lab/istio';
import type { MeshPod } from '@lab/mesh-client';
import type { MeshNode, MeshPodDot, MeshVersion } from '../protocol.ts';

/** The workload that a pod belongs to, as far as its place in the picture depends on it. */
type Workload = Pick<MeshPod, 'namespace' | 'workload' | 'labels'>;

/** Callers that have no proxy: they are in no namespace. */
export const OUTSIDE_NODE = 'outside';

/** `NAMESPACE/NAME`, by Istio's canonical name of the service. */
export function nodeOf(pod: Workload): string {
  return `${pod.namespace}/${canonicalService(pod).name}`;
}

/** The label by which versions are told apart; empty without it. */
export function versionOf({ labels }: Pick<MeshPod, 'labels'>): string {
  return labels.version ?? '';
}

/** The nodes that a Service stands for: those of the pods behind it, or itself where it is a host outside of the mesh. */
export function nodesBehind(mesh: Mesh, service: Service): readonly string[] {
  const known = behind(mesh);
  const nodes = known.get(service) ?? findNodesBehind(mesh, service);
  known.set(service, nodes);
  return nodes;
}

/** By mesh, which never changes: with every look they are asked for each node, and finding them goes over all pods. */
const behind = oncePer((_: Mesh) => new Map<Service, readonly string[]>());

function findNodesBehind(mesh: Mesh, service: Service): readonly string[] {
  const selected = mesh.pods.filter((pod) => selectsPod(service, pod));
  const listed = service.ports.flatMap((port) =>
    endpointsOf(mesh, service, port).flatMap(({ pod }) => pod ?? []),
  );
  const nodes = [...new Set([...selected, ...listed].map(nodeOf))];
  return nodes.length > 0 ? nodes : [service.hostname];
}

/** The nodes of a mesh without their tiers: a node for each canonical service, and one for each host outside of the mesh. */
export function nodesOf(
  mesh: Mesh,
  pods: readonly MeshPod[],
  ejectedBy: ReadonlyMap<string, readonly string[]>,
): Omit<MeshNode, 'tier'>[] {
  const groups = Map.groupBy(pods, nodeOf);
  const inside = [...groups].map(([id, own]) => {
    const [namespace = '', name = ''] = id.split('/');
    return {
      ...{ id, name, namespace, hosts: hostsOf(mesh, id) },
      kind: own.some(({ proxy }) => proxy === 'gateway') ? ('gateway' as const) : ('service' as const),
      versions: versionsOf(own, ejectedBy),
    };
  });
  const outside = mesh.services
    .filter((service) => nodesBehind(mesh, service)[0] === service.hostname)
    .filter(({ registry }) => registry === 'service-entry')
    .map(({ hostname }) => externalNode(hostname));
  return [...inside, ...new Map(outside.map((node) => [node.id, node])).values()];
}

/** A host outside of the mesh, or the callers there. */
export function externalNode(id: string): Omit<MeshNode, 'tier'> {
  const kind = id === OUTSIDE_NODE ? ('outside' as const) : ('external' as const);
  return { id, kind, name: id, namespace: '', versions: [], hosts: kind === 'external' ? [id] : [] };
}

function hostsOf(mesh: Mesh, node: string): string[] {
  return mesh.services
    .filter((service) => nodesBehind(mesh, service).includes(node))
    .map(({ hostname }) => hostname);
}

function versionsOf(
  pods: readonly MeshPod[],
  ejectedBy: ReadonlyMap<string, readonly string[]>,
): MeshVersion[] {
  return [...Map.groupBy(pods, versionOf)]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([version, own]) => ({
      version,
      workloads: [...new Set(own.map(({ namespace, workload }) => `${namespace}/${workload}`))],
      pods: own.map((pod) => dotOf(pod, ejectedBy)),
    }));
}

function dotOf(
  { namespace, name, ready, draining }: MeshPod,
  ejectedBy: ReadonlyMap<string, readonly string[]>,
): MeshPodDot {
  return { name, ready, draining: draining ?? false, ejectedBy: ejectedBy.get(`${namespace}/${name}`) ?? [] };
}
