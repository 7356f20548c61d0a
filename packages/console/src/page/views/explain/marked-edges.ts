import type { journey } from '@lab/istio';
import type { MeshPicture } from '../../../protocol.ts';

/** How a request ends at an edge of the mesh. */
export type EdgeMark = 'active' | 'failing';

/** The edges that a request takes; `failing` where a part of it fails. What is not in the picture is left out. */
export function markedEdges(
  { nodes, edges }: MeshPicture,
  hops: readonly journey.Hop[],
): ReadonlyMap<string, EdgeMark> {
  const nodeOf = new Map(
    nodes.flatMap(({ id, versions }) =>
      versions.flatMap(({ workloads }) => workloads.map((one) => [one, id] as const)),
    ),
  );
  const known = new Set(edges.map(({ id }) => id));
  const marks = new Map<string, EdgeMark>();
  for (const { proxy, callers, destinations, ends } of hops) {
    const from = [proxy.workload, ...callers].flatMap((workload) => nodeOf.get(workload) ?? [])[0];
    const reached = destinations.flatMap(({ endpoints }) => endpoints.map(({ workload }) => workload));
    const isFailing = ends.some(({ failure }) => failure !== undefined);
    for (const workload of [...reached, ...ends.flatMap(({ workloads }) => workloads)]) {
      const id = `${from}>${nodeOf.get(workload)}`;
      if (known.has(id)) marks.set(id, isFailing ? 'failing' : 'active');
    }
  }
  return marks;
}
