import type { MeshNode, MeshPicture } from '../../../protocol.ts';
import { type Measures, type PlacedGraph, type Point, placeGraph } from './place-graph.ts';

/** A graph with x and y: tiers from left to right, or from top to bottom where the page is narrow. */
export interface GraphPlan {
  readonly isDown: boolean;
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

/** Pixels; the same as in mesh.css. */
export const NODE_WIDTH = 208;
const HEAD = 52;
const VERSION = 62;
const UNNAMED = 22;
/** Narrower than this between tiers there is no room for what an edge says. */
const LEAST_BETWEEN = 104;
const MOST_BETWEEN = 260;
const LABEL = 68;

/** How high a node is drawn: with a row for each version, where it has versions at all. */
export function nodeHeight({ versions }: Pick<MeshNode, 'versions'>): number {
  return HEAD + versions.reduce((sum, { version }) => sum + (version === '' ? UNNAMED : VERSION), 0);
}

/** Places a mesh in the width that there is. Nothing but nodes, edges and the width changes it. */
export function planGraph({ nodes, edges }: MeshPicture, width: number): GraphPlan {
  const tiers = new Set(nodes.map(({ tier }) => tier)).size;
  const between = tiers < 2 ? 0 : (width - tiers * NODE_WIDTH) / (tiers - 1);
  const isDown = between < LEAST_BETWEEN && width < 900;
  const measures: Measures = isDown
    ? { between: LABEL + 16, gap: 24, label: 90 }
    : {
        ...{ gap: 28, label: LABEL },
        between: Math.min(MOST_BETWEEN, Math.max(LEAST_BETWEEN, between)),
      };
  const layout = nodes.map((node) => ({
    ...{ id: node.id, tier: node.tier },
    ...(isDown
      ? { length: NODE_WIDTH, thickness: nodeHeight(node) }
      : { length: nodeHeight(node), thickness: NODE_WIDTH }),
  }));
  return toPlan(placeGraph(layout, edges, measures), isDown);
}

function toPlan({ nodes, edges, along, across }: PlacedGraph, isDown: boolean): GraphPlan {
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
