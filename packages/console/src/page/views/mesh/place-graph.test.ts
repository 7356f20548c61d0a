import { expect, test } from 'vitest';
import { manyServices } from '../../../../testdata/many-services.ts';
import type { MeshPicture } from '../../../protocol.ts';
import { layersOf } from './layers.ts';
import { type PlacedNode, placeGraph } from './place-graph.ts';

const measures = { between: 150, gap: 20, label: 40 };
const node = (id: string, tier: number, length = 80) => ({ id, tier, length, thickness: 200 });
const edge = (from: string, to: string) => ({ id: `${from}>${to}`, from, to });
const placeOf = (nodes: readonly PlacedNode[], id: string) =>
  nodes.find((one) => one.id === id) as PlacedNode;

const chain = [node('gateway', 0), node('frontend', 1), node('backend', 2), node('ml', 3)];
const chainEdges = [edge('gateway', 'frontend'), edge('frontend', 'backend'), edge('backend', 'ml')];

test('a chain is a straight line, tier after tier', () => {
  const { nodes, edges, along, across } = placeGraph(chain, chainEdges, measures);
  expect(nodes.map(({ id }) => id)).toEqual(['gateway', 'frontend', 'backend', 'ml']);
  expect(nodes.map((one) => one.along)).toEqual([100, 450, 800, 1150]);
  expect(new Set(nodes.map((one) => one.across))).toEqual(new Set([40]));
  expect(edges.map(({ points }) => points.map((point) => point.across))).toEqual([
    [40, 40],
    [40, 40],
    [40, 40],
  ]);
  expect(edges[0]?.label).toEqual({ along: 275, across: 40 });
  expect([along, across]).toEqual([1250, 80]);
});

test('a tier is as thick as the thickest of its nodes', () => {
  const nodes = [node('a', 0), { ...node('b', 0), thickness: 100 }, { ...node('c', 1), thickness: 40 }];
  const { nodes: placed, edges, along } = placeGraph(nodes, [edge('b', 'c')], measures);
  expect(placed.map((one) => one.along)).toEqual([100, 100, 370]);
  expect(along).toBe(390);
  expect(edges[0]?.points.map((point) => point.along)).toEqual([150, 350]);
});

test('nodes of a tier do not overlap, and the caller stands between those that it calls', () => {
  const nodes = [node('gateway', 0), node('a', 1), node('b', 1, 120), node('c', 1)];
  const { nodes: placed } = placeGraph(
    nodes,
    ['a', 'b', 'c'].map((to) => edge('gateway', to)),
    measures,
  );
  const [a, b, c] = ['a', 'b', 'c'].map((id) => placeOf(placed, id)) as [PlacedNode, PlacedNode, PlacedNode];
  expect(b.across - a.across).toBeGreaterThanOrEqual(40 + 60 + 20);
  expect(c.across - b.across).toBeGreaterThanOrEqual(60 + 40 + 20);
  expect(placeOf(placed, 'gateway').across).toBeCloseTo((a.across + b.across + c.across) / 3);
});

test('an edge past a tier goes round its nodes', () => {
  const { nodes, edges } = placeGraph(chain, [...chainEdges, edge('gateway', 'ml')], measures);
  const long = edges.find(({ id }) => id === 'gateway>ml');
  expect(long?.points).toHaveLength(6);
  for (const [first, id] of [
    [1, 'frontend'],
    [3, 'backend'],
  ] as const) {
    const passed = placeOf(nodes, id);
    const [enters, leaves] = long?.points.slice(first, first + 2) ?? [];
    expect(Math.abs((enters?.across ?? 0) - passed.across)).toBeGreaterThan(passed.length / 2);
    // Straight on: a curve would bend behind the node.
    expect(leaves).toEqual({ along: passed.along + passed.thickness / 2, across: enters?.across });
    expect(enters?.along).toBe(passed.along - passed.thickness / 2);
  }
});

test('an order without a crossing is found', () => {
  const nodes = [node('a', 0), node('b', 0), node('x', 1), node('y', 1)];
  const [first, second] = layersOf(nodes, [edge('a', 'y'), edge('b', 'x')]);
  const places = new Map([...(first ?? []), ...(second ?? [])].map(({ id }, place) => [id, place % 2]));
  expect(places.get('a')).toBe(places.get('y'));
  expect(places.get('b')).toBe(places.get('x'));
});

test('an edge that goes back, and one to itself, are arcs outside of the nodes', () => {
  const { edges, across } = placeGraph(
    chain,
    [...chainEdges, edge('ml', 'frontend'), edge('ml', 'ml')],
    measures,
  );
  for (const id of ['ml>frontend', 'ml>ml']) {
    const back = edges.find((one) => one.id === id);
    expect(back?.points).toHaveLength(4);
    expect(back?.points[1]?.across).toBeGreaterThan(80);
  }
  expect(across).toBeGreaterThan(80);
});

test('what is said of two edges is not written over each other', () => {
  const nodes = [node('a', 0), node('b', 0), node('x', 1), node('y', 1)];
  const all = ['a', 'b'].flatMap((from) => ['x', 'y'].map((to) => edge(from, to)));
  const { edges } = placeGraph(nodes, all, measures);
  const places = edges.map(({ label }) => label.across).sort((a, b) => a - b);
  for (const [index, place] of places.slice(1).entries()) {
    expect(place - (places[index] ?? 0)).toBeGreaterThanOrEqual(40);
  }
});

test('the order in which the mesh is told moves nothing', () => {
  const once = placeGraph(chain, chainEdges, measures);
  const again = placeGraph(chain.toReversed(), chainEdges.toReversed(), measures);
  for (const { id, ...place } of once.nodes) expect(placeOf(again.nodes, id)).toMatchObject(place);
});

test('a mesh without anything is nothing', () => {
  expect(placeGraph([], [], measures)).toEqual({ nodes: [], edges: [], along: 0, across: 0 });
});

test.each([30, 60, 120])('of %d services no node is on another, and no line goes behind one', (count) => {
  const mesh = manyServices(count, 1);
  const layout = mesh.nodes.map(({ id, tier }, index) => node(id, tier, 60 + (index % 3) * 20));
  const { nodes, edges } = placeGraph(layout, mesh.edges, measures);
  for (const layer of Map.groupBy(nodes, ({ along }) => along).values()) {
    const sorted = layer.toSorted((a, b) => a.across - b.across);
    for (const [index, one] of sorted.slice(1).entries()) {
      const before = sorted[index] as PlacedNode;
      const least = (one.length + before.length) / 2 + measures.gap;
      expect(one.across - before.across).toBeGreaterThanOrEqual(least - 1e-6);
    }
  }
  // Between tiers lines bend; from one side of a tier to the other they are straight.
  for (const { points } of edges.filter(({ id }) => !isArc(mesh, id))) {
    for (const { along, across } of points.slice(1, -1)) {
      const behind = nodes.filter(
        (one) =>
          Math.abs(along - one.along) <= one.thickness / 2 + 1e-6 &&
          Math.abs(across - one.across) < one.length / 2,
      );
      expect(behind).toEqual([]);
    }
  }
});

function isArc({ nodes, edges }: MeshPicture, id: string): boolean {
  const edge = edges.find((one) => one.id === id);
  const tierOf = (wanted = '') => nodes.find((one) => one.id === wanted)?.tier ?? 0;
  return tierOf(edge?.to) <= tierOf(edge?.from);
}
