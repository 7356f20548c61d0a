import type { Mesh } from '@lab/istio';
import { nodeOf } from './nodes.ts';
import { possibleCalls } from './possible-calls.ts';
import { forwardEdges } from './tiers.ts';

/** The services that a request comes to, one after the other, by their label `app`: the longest way from the first gateway. */
export function tierPath(mesh: Mesh): readonly string[] {
  const gateway = mesh.pods.find(({ proxy }) => proxy === 'gateway');
  if (!gateway) return [];
  const entry = nodeOf(gateway);
  const targets = Map.groupBy(forwardEdges([entry], possibleCalls(mesh)), ({ from }) => from);
  const known = new Map<string, readonly string[]>();
  const longest = (node: string): readonly string[] => {
    const before = known.get(node);
    if (before) return before;
    const ways = (targets.get(node) ?? []).map(({ to }) => longest(to));
    const way = [node, ...(ways.toSorted((a, b) => b.length - a.length)[0] ?? [])];
    known.set(node, way);
    return way;
  };
  return longest(entry)
    .slice(1)
    .flatMap((node) => appOf(mesh, node) ?? []);
}

function appOf(mesh: Mesh, node: string): string | undefined {
  return mesh.pods.find((pod) => nodeOf(pod) === node)?.labels.app;
}
