import { evenOut } from './even-out.ts';
import { type LayoutEdge, type LayoutNode, layersOf, passingId } from './layers.ts';
import type { Slot } from './slot.ts';

/** A point: along the tiers, and across them; the view turns them into x and y. */
export interface Point {
  readonly along: number;
  readonly across: number;
}

export interface PlacedNode extends Point {
  readonly id: string;
  /** Of its sides along and across the tiers; the point is its middle. */
  readonly thickness: number;
  readonly length: number;
}

export interface PlacedEdge {
  readonly id: string;
  /** From the side of the caller to the side of the callee; an arc where it goes back or stays in its tier. */
  readonly points: readonly Point[];
  /** Where what is said of the edge is written. */
  readonly label: Point;
}

export interface PlacedGraph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** Of all of it, in pixels. */
  readonly along: number;
  readonly across: number;
}

/** Measures in pixels. */
export interface Measures {
  /** Between two tiers. */
  readonly between: number;
  /** Between two nodes of a tier. */
  readonly gap: number;
  /** Of what is said of an edge, across the tiers. */
  readonly label: number;
}

/**
 * Places a graph by tiers, so that edges lead on and few cross. Nothing of it depends on traffic: nodes stay where they
 * are until the mesh has others.
 */
export function placeGraph(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  measures: Measures,
): PlacedGraph {
  const layers = layersOf(nodes, edges);
  const middles = placeAcross(layers, measures.gap);
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const placed: PlacedNode[] = [];
  let start = 0;
  for (const layer of layers) {
    const thickest = Math.max(...layer.map(({ id }) => nodeOf.get(id)?.thickness ?? 0));
    for (const { id, length } of layer) {
      const thickness = nodeOf.get(id)?.thickness ?? thickest;
      placed.push({ id, along: start + thickest / 2, across: middles.get(id) ?? 0, thickness, length });
    }
    start += thickest + measures.between;
  }
  const byId = new Map(placed.map((node) => [node.id, node]));
  const lines = edges.flatMap((edge) => lineOf(edge, edges, byId, layers.length) ?? []);
  const across = Math.max(0, ...placed.map((node) => node.across + node.length / 2));
  return {
    nodes: placed.filter(({ id }) => nodeOf.has(id)),
    edges: withLabels(lines, measures.label),
    along: Math.max(0, start - measures.between),
    across: lines.some(({ isArc }) => isArc) ? across + measures.gap + measures.label : across,
  };
}

/** The middle of each place across the tiers, from 0: each near to what it is connected with. */
function placeAcross(layers: readonly Slot[][], gap: number): Map<string, number> {
  const middles = new Map<string, number>();
  for (const layer of layers)
    place(
      layer,
      layer.map(() => 0),
    );
  // Twice forth and back is enough for each layer to know of all others.
  for (const side of ['before', 'after', 'before', 'after', 'before'] as const) {
    for (const layer of side === 'before' ? layers : layers.toReversed()) {
      place(
        layer,
        layer.map((slot) => meanOf(slot[side], middles) ?? middles.get(slot.id) ?? 0),
      );
    }
  }
  const starts = layers.flat().map(({ id, length }) => (middles.get(id) ?? 0) - length / 2);
  const least = Math.min(0, ...starts);
  const shift = starts.length > 0 ? Math.min(...starts) : least;
  return new Map([...middles].map(([id, middle]) => [id, middle - shift]));

  function place(layer: readonly Slot[], wished: readonly number[]) {
    const wishes = layer.map(({ length }, index) => ({ middle: wished[index] ?? 0, length }));
    for (const [index, middle] of evenOut(wishes, gap).entries()) {
      const slot = layer[index];
      if (slot) middles.set(slot.id, middle);
    }
  }
}

function meanOf(ids: readonly string[], middles: ReadonlyMap<string, number>): number | undefined {
  if (ids.length === 0) return undefined;
  return ids.reduce((sum, id) => sum + (middles.get(id) ?? 0), 0) / ids.length;
}

interface Line {
  readonly id: string;
  readonly points: readonly Point[];
  readonly isArc: boolean;
}

function lineOf(
  { id, from, to }: LayoutEdge,
  edges: readonly LayoutEdge[],
  placed: ReadonlyMap<string, PlacedNode>,
  layers: number,
): Line | undefined {
  const [start, end] = [placed.get(from), placed.get(to)];
  if (!start || !end) return undefined;
  if (end.along <= start.along) return { id, points: arc(start, end), isArc: true };
  // Straight on past the nodes of a tier: it bends between tiers only.
  const passed = Array.from({ length: layers }, (_, layer) => placed.get(passingId(id, layer)) ?? [])
    .flat()
    .flatMap(({ along, across, thickness }) => [
      { along: along - thickness / 2, across },
      { along: along + thickness / 2, across },
    ]);
  const first = {
    along: start.along + start.thickness / 2,
    across: portOf(start, id, 'from', edges, placed),
  };
  const last = { along: end.along - end.thickness / 2, across: portOf(end, id, 'to', edges, placed) };
  return { id, points: [first, ...passed, last], isArc: false };
}

/** Where an edge meets the side of a node: edges of a side are spread over it in the order of their other ends. */
function portOf(
  node: PlacedNode,
  edge: string,
  end: 'from' | 'to',
  edges: readonly LayoutEdge[],
  placed: ReadonlyMap<string, PlacedNode>,
): number {
  const other = (one: LayoutEdge) => placed.get(end === 'from' ? one.to : one.from);
  const own = edges
    .filter((one) => one[end] === node.id && (other(one)?.along ?? node.along) !== node.along)
    .toSorted((a, b) => (other(a)?.across ?? 0) - (other(b)?.across ?? 0));
  const place = own.findIndex(({ id }) => id === edge);
  return node.across + node.length * ((place + 1) / (own.length + 1) - 0.5);
}

/** Round the far side of both nodes, for an edge that does not lead on. */
function arc(start: PlacedNode, end: PlacedNode): Point[] {
  const far = Math.max(start.across + start.length / 2, end.across + end.length / 2) + 24;
  return [
    { along: start.along + start.thickness / 4, across: start.across + start.length / 2 },
    { along: start.along + start.thickness / 4, across: far },
    { along: end.along - end.thickness / 4, across: far },
    { along: end.along - end.thickness / 4, across: end.across + end.length / 2 },
  ];
}

/** Writes of an edge in the middle of its first part; what would be written over each other is spread. */
function withLabels(lines: readonly Line[], label: number): PlacedEdge[] {
  const middle = ({ points, isArc }: Line): Point => {
    const [one, other] = isArc ? [points[1], points[2]] : [points[0], points[1]];
    return {
      along: ((one?.along ?? 0) + (other?.along ?? 0)) / 2,
      across: ((one?.across ?? 0) + (other?.across ?? 0)) / 2,
    };
  };
  const labels = new Map(lines.map((line) => [line.id, middle(line)]));
  for (const column of Map.groupBy(lines, (line) => Math.round(middle(line).along)).values()) {
    const ordered = column.toSorted((a, b) => middle(a).across - middle(b).across);
    const places = evenOut(
      ordered.map((line) => ({ middle: middle(line).across, length: label })),
      2,
    );
    for (const [index, line] of ordered.entries()) {
      labels.set(line.id, { ...middle(line), across: places[index] ?? 0 });
    }
  }
  return lines.map(({ id, points }) => ({ id, points, label: labels.get(id) ?? { along: 0, across: 0 } }));
}
