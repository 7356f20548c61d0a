import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Mesh } from '@lab/istio';
import type { MeshPod } from '@lab/mesh-client';
import type { EdgeBadge, MeshEdge, MeshPicture } from '../protocol.ts';
import { edgeId, edgeOf } from './edges.ts';
import { externalNode, nodeOf, nodesOf, OUTSIDE_NODE } from './nodes.ts';
import { type PossibleCall, possibleCalls } from './possible-calls.ts';
import { tiersOf } from './tiers.ts';

/** Edges of a mesh, which depend on its configuration alone. */
export type EdgesOfMesh = ReadonlyMap<string, MeshEdge>;

/** The edges that the configuration makes possible, and those that were seen beside. Other work goes on in between. */
export async function edgesOfMesh(mesh: Mesh, seen: ReadonlySet<string>): Promise<EdgesOfMesh> {
  const calls = Map.groupBy<string, PossibleCall>(
    [...possibleCalls(mesh), ...[...seen].map(seenCall)],
    ({ from, to }) => edgeId(from, to),
  );
  const edges = new Map<string, MeshEdge>();
  for (const [id, own] of calls) {
    const { from = '', to = '' } = own[0] ?? {};
    edges.set(id, edgeOf(mesh, own, from, to));
    await nextTurn();
  }
  return edges;
}

/** The picture of a mesh with its pods as they are. */
export function pictureOf(
  mesh: Mesh,
  pods: readonly MeshPod[],
  edges: EdgesOfMesh,
  ejectedBy: ReadonlyMap<string, readonly string[]>,
): MeshPicture {
  const inside = nodesOf(mesh, pods, ejectedBy);
  const known = new Set(inside.map(({ id }) => id));
  const ends = new Set([...edges.values()].flatMap(({ from, to }) => [from, to]));
  const nodes = [...inside, ...[...ends].filter((id) => !known.has(id)).map(externalNode)];
  // What nothing leads to outside of the mesh is not part of the picture.
  const shown = nodes.filter(({ kind, id }) => kind !== 'external' || ends.has(id));
  const entries = shown
    .filter(({ kind, id }) => kind === 'gateway' || id === OUTSIDE_NODE)
    .map(({ id }) => id);
  const tiers = tiersOf(
    entries,
    shown.map(({ id }) => id),
    [...edges.values()],
  );
  return {
    nodes: shown.map((node) => ({ ...node, tier: tiers.get(node.id) ?? 1 })),
    edges: [...edges.values()].map((edge) => withEjections(edge, pods, ejectedBy)),
  };
}

/** An edge whose callers have taken pods out of their load balancing says which. */
function withEjections(
  edge: MeshEdge,
  pods: readonly MeshPod[],
  ejectedBy: ReadonlyMap<string, readonly string[]>,
): MeshEdge {
  if (ejectedBy.size === 0) return edge;
  const of = (node: string) => pods.filter((pod) => nodeOf(pod) === node);
  const callers = new Set(of(edge.from).map(({ namespace, workload }) => `${namespace}/${workload}`));
  const ejected = of(edge.to)
    .filter(({ namespace, name }) => ejectedBy.get(`${namespace}/${name}`)?.some((by) => callers.has(by)))
    .map(({ name }) => name);
  if (ejected.length === 0) return edge;
  const badge: EdgeBadge = { kind: 'ejection', text: `has ejected ${[...new Set(ejected)].join(', ')}` };
  return { ...edge, badges: [...edge.badges, badge] };
}

function seenCall(id: string): PossibleCall {
  const [from = '', to = ''] = id.split('>');
  return { from, to, reason: 'seen' };
}
