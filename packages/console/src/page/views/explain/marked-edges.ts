import type { journey } from '@lab/istio';
import type { MeshPicture } from '../../../protocol.ts';

/** How a request ends at an edge of the mesh. */
export type EdgeMark = 'active' | 'failing';

/** The edges that a request takes; `failing` where a part of what goes over one fails. What is not in the picture is left out. */
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
    const reached = [
      ...destinations.flatMap(({ cluster, endpoints }) =>
        endpoints.map(({ workload }) => ({ cluster, workload })),
      ),
      ...ends.flatMap(({ cluster, workloads }) => workloads.map((workload) => ({ cluster, workload }))),
    ];
    const failing = ends.filter(({ failure }) => failure !== undefined);
    for (const one of reached) {
      const id = `${from}>${nodeOf.get(one.workload)}`;
      if (!known.has(id) || marks.get(id) === 'failing') continue;
      marks.set(id, failing.some((end) => isAt(end, one)) ? 'failing' : 'active');
    }
  }
  return marks;
}

interface Reached {
  readonly cluster: string | undefined;
  readonly workload: string;
}

/** Whether a part of a hop ends at a workload, or before it on the way there; what went nowhere was for any of them. */
function isAt({ cluster, workloads }: journey.End, reached: Reached): boolean {
  if (workloads.length > 0) return workloads.includes(reached.workload);
  return cluster === undefined || cluster === reached.cluster;
}
