import {
  addedCounts,
  type CountsByEdge,
  sharesOf,
  type VersionShare,
} from '../../../measure/measured-shares.ts';
import { type EdgeFigures, figuresOf } from '../../../measure/recent-traffic.ts';
import type { EdgeBadge, MeshEdge, MeshNode, MeshPicture } from '../../../protocol.ts';
import type { ConsoleState } from '../../store/state.ts';

/** What is said of an edge: what the configuration makes of it, and what its calls were. */
export interface EdgeFacts {
  readonly edge: MeshEdge;
  readonly from: string;
  readonly to: string;
  /** Of the last seconds; absent without calls in them. */
  readonly figures?: EdgeFigures;
  /** What is said where there are no figures. */
  readonly without: string;
  /** Whether it was ever called. */
  readonly isSeen: boolean;
  readonly shares: readonly VersionShare[];
  /** What the configuration does to its calls, and what happened to them in the last seconds. */
  readonly badges: readonly EdgeBadge[];
}

/** What is said of a node: its versions with the shares of all its callers, where those have the same weights. */
export interface NodeFacts {
  readonly node: MeshNode;
  readonly shares: ReadonlyMap<string, VersionShare>;
  /** Its callers give its versions other weights than each other: the edges have them. */
  readonly isMixed: boolean;
}

type Known = Pick<ConsoleState, 'windows' | 'counts' | 'called'> &
  Partial<Pick<ConsoleState, 'hello' | 'lacks'>>;

/** The facts of every edge, those that lead further last. */
export function edgeFacts(
  mesh: MeshPicture,
  { windows, counts, called, hello, lacks = [] }: Known,
  now: number,
): EdgeFacts[] {
  const figures = figuresOf(windows, now, hello?.windowMs);
  const isMeasured = !lacks.some(({ what }) => what === 'traffic');
  const nodes = new Map(mesh.nodes.map((node) => [node.id, node]));
  const tier = (id: string) => nodes.get(id)?.tier ?? 0;
  return mesh.edges
    .map((edge): EdgeFacts => {
      const own = figures.get(edge.id);
      const isSeen = called.has(edge.id) || edge.reasons.includes('seen');
      return {
        edge,
        from: nodes.get(edge.from)?.name ?? edge.from,
        to: nodes.get(edge.to)?.name ?? edge.to,
        ...(own && { figures: own }),
        isSeen,
        without: isMeasured ? (isSeen ? '0/s' : 'no call yet') : 'not measured',
        shares: sharesOf(counts.get(edge.id), edge.weights),
        badges: [...edge.badges, ...openCircuit(own)],
      };
    })
    .sort((a, b) => tier(a.edge.from) - tier(b.edge.from) || (a.edge.id < b.edge.id ? -1 : 1));
}

/** Envoy's flag for a call that a limit of the connection pool refused (access log documentation, `UO`). */
const OVERFLOW = 'UO';

function openCircuit(figures: EdgeFigures | undefined): EdgeBadge[] {
  const refused = figures?.flags[OVERFLOW] ?? 0;
  if (refused === 0) return [];
  return [{ kind: 'open-circuit', text: `refuses calls: ${refused} just now` }];
}

/** The facts of every node. */
export function nodeFacts(mesh: MeshPicture, counts: CountsByEdge): NodeFacts[] {
  return mesh.nodes.map((node) => {
    const edges = mesh.edges.filter(({ to }) => to === node.id);
    const weighted = edges.filter(({ weights }) => weights !== undefined);
    const isMixed = new Set(weighted.map(({ weights }) => weightsKey(weights))).size > 1;
    const counted = weighted.length === 0 ? edges : weighted;
    const versions = isMixed ? {} : addedCounts(counted.map(({ id }) => counts.get(id)));
    const shares = sharesOf({ weights: '', versions }, isMixed ? undefined : weighted[0]?.weights);
    return { node, isMixed, shares: new Map(shares.map((share) => [share.version, share])) };
  });
}

function weightsKey(weights: Readonly<Record<string, number>> = {}): string {
  return JSON.stringify(Object.entries(weights).sort());
}
