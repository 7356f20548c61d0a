interface Edge {
  readonly from: string;
  readonly to: string;
}

/**
 * The column of each node: 0 for entries, else one more than the last of its callers', and at least 1. Calls back to a node
 * from which the call came do not count.
 */
export function tiersOf(
  entries: readonly string[],
  nodes: readonly string[],
  edges: readonly Edge[],
): ReadonlyMap<string, number> {
  const called = new Set(edges.map(({ to }) => to));
  const first = nodes.filter((node) => !called.has(node));
  const forward = forwardEdges([...entries, ...first, ...nodes], edges);
  const callers = Map.groupBy(forward, ({ to }) => to);
  const tiers = new Map<string, number>(entries.map((node) => [node, 0]));
  const tierOf = (node: string): number => {
    const known = tiers.get(node);
    if (known !== undefined) return known;
    const tier = Math.max(1, ...(callers.get(node) ?? []).map(({ from }) => tierOf(from) + 1));
    tiers.set(node, tier);
    return tier;
  };
  for (const node of nodes) tierOf(node);
  return tiers;
}

/** The edges on the ways from the roots, without those that close a circle: no way over them comes to a node twice. */
export function forwardEdges(roots: readonly string[], edges: readonly Edge[]): Edge[] {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const open = new Set<string>();
  const forward: Edge[] = [];
  const visit = (node: string) => {
    if (done.has(node)) return;
    open.add(node);
    for (const edge of targets.get(node) ?? []) {
      if (open.has(edge.to)) continue;
      forward.push(edge);
      visit(edge.to);
    }
    open.delete(node);
    done.add(node);
  };
  for (const root of roots) visit(root);
  return forward;
}
