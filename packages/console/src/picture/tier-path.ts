import type { Mesh } from '@lab/istio';
import { nodeOf } from './nodes.ts';
import { possibleCalls } from './possible-calls.ts';

/** The services that a request comes to, one after the other, by their label `app`: the longest way from a gateway. */
export function tierPath(mesh: Mesh): readonly string[] {
  const targets = Map.groupBy(possibleCalls(mesh), ({ from }) => from);
  const longest = (node: string, path: ReadonlySet<string>): readonly string[] => {
    const next = [...new Set((targets.get(node) ?? []).map(({ to }) => to))].filter((to) => !path.has(to));
    const ways = next.slice(0, MOST_WAYS).map((to) => longest(to, new Set([...path, to])));
    return [node, ...(ways.toSorted((a, b) => b.length - a.length)[0] ?? [])];
  };
  const gateways = mesh.pods.filter(({ proxy }) => proxy === 'gateway').map(nodeOf);
  const [first] = gateways.map((node) => longest(node, new Set([node])));
  return (first ?? []).slice(1).flatMap((node) => appOf(mesh, node) ?? []);
}

/** Ways on from one service that are tried. */
const MOST_WAYS = 3;

function appOf(mesh: Mesh, node: string): string | undefined {
  return mesh.pods.find((pod) => nodeOf(pod) === node)?.labels.app;
}
