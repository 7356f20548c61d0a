import type { MeshNode, MeshPicture } from '../../../protocol.ts';
import { type Measures, type PlacedGraph, type Point, placeGraph } from './place-graph.ts';

/** A graph with x and y: tiers from left to right, or from top to bottom where the page is narrow. */
export interface GraphPlan {
  readonly isDown: boolean;
  /** Many nodes: small ones, and of each edge only how many requests it has. */
  readonly isDense: boolean;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly { readonly id: string; readonly x: number; readonly y: number }[];
  readonly edges: readonly {
    readonly id: string;
    readonly path: string;
    readonly x: number;
    readonly y: number;
  }[];
}

/** More nodes than this are drawn small. */
const MOST_LARGE = 30;

/** How large things are drawn, in pixels; nodes as in mesh.css. */
interface Sizes extends Pick<Measures, 'gap' | 'label'> {
  readonly width: number;
  /** Of a node without its versions, of a version, and of one without a name. */
  readonly head: number;
  readonly version: number;
  readonly unnamed: number;
  /** Narrower than this between tiers there is no room for what an edge says. */
  readonly leastBetween: number;
}

const LARGE: Sizes = {
  ...{ width: 208, head: 52, version: 62, unnamed: 22 },
  ...{ leastBetween: 104, gap: 28, label: 68 },
};
const SMALL: Sizes = {
  ...{ width: 176, head: 32, version: 20, unnamed: 20 },
  ...{ leastBetween: 72, gap: 12, label: 17 },
};
const MOST_BETWEEN = 260;

/** How wide and high a node is drawn: with a row for each version, where it has versions at all. */
export function nodeSize(
  { versions }: Pick<MeshNode, 'versions'>,
  isDense: boolean,
): { readonly width: number; readonly height: number } {
  const { width, head, version, unnamed } = isDense ? SMALL : LARGE;
  return { width, height: head + versions.reduce((sum, one) => sum + (one.version ? version : unnamed), 0) };
}

/** Places a mesh in the width that there is. Nothing but nodes, edges and the width changes it. */
export function planGraph({ nodes, edges }: MeshPicture, width: number): GraphPlan {
  const tiers = new Set(nodes.map(({ tier }) => tier)).size;
  const isDense = nodes.length > MOST_LARGE;
  const { leastBetween, gap, label, width: nodeWidth } = isDense ? SMALL : LARGE;
  const between = tiers < 2 ? 0 : (width - tiers * nodeWidth) / (tiers - 1);
  const isDown = between < leastBetween && width < 900;
  const measures: Measures = isDown
    ? { between: label + 16, gap: gap - 4, label: isDense ? 60 : 90 }
    : { gap, label, between: Math.min(MOST_BETWEEN, Math.max(leastBetween, between)) };
  const layout = nodes.map((node) => {
    const size = nodeSize(node, isDense);
    return {
      ...{ id: node.id, tier: node.tier },
      ...(isDown
        ? { length: size.width, thickness: size.height }
        : { length: size.height, thickness: size.width }),
    };
  });
  return { isDense, ...toPlan(placeGraph(layout, edges, measures), isDown) };
}

function toPlan({ nodes, edges, along, across }: PlacedGraph, isDown: boolean): Omit<GraphPlan, 'isDense'> {
  const xy = (point: Point) =>
    isDown ? { x: point.across, y: point.along } : { x: point.along, y: point.across };
  return {
    isDown,
    width: isDown ? across : along,
    height: isDown ? along : across,
    nodes: nodes.map((node) => ({ id: node.id, ...xy(node) })),
    edges: edges.map(({ id, points, label }) => ({ id, path: pathOf(points.map(xy), isDown), ...xy(label) })),
  };
}

/** A curve that leaves and meets each tier at a right angle. */
function pathOf(points: readonly { readonly x: number; readonly y: number }[], isDown: boolean): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let from = first;
  const parts = rest.map((to) => {
    const middle = isDown ? (from.y + to.y) / 2 : (from.x + to.x) / 2;
    const bends = isDown ? [from.x, middle, to.x, middle] : [middle, from.y, middle, to.y];
    from = to;
    return `C${[...bends, to.x, to.y].map((value) => Math.round(value * 10) / 10).join(' ')}`;
  });
  return `M${first.x} ${first.y}${parts.join('')}`;
}
