import { afterEach, expect, test, vi } from 'vitest';
import { manyServices } from '../../../../testdata/many-services.ts';
import type { MeshPicture } from '../../../protocol.ts';
import { planGraph } from './graph-plan.ts';
import { type LayoutEdge, type LayoutNode, layersOf } from './layers.ts';
import type { Slot } from './slot.ts';
import { crossings } from './uncrossed.ts';

afterEach(() => vi.restoreAllMocks());

const layout = ({ nodes }: MeshPicture): LayoutNode[] =>
  nodes.map(({ id, tier }) => ({ id, tier, length: 50, thickness: 100 }));
const layersOfMesh = (mesh: MeshPicture) => layersOf(layout(mesh), mesh.edges);

/** Each pair of edges by itself. */
function countedOneByOne(layers: readonly (readonly Slot[])[]): number {
  const lines = layers.flatMap((layer, index) => {
    const places = new Map((layers[index + 1] ?? []).map(({ id }, place) => [id, place]));
    return layer.flatMap(({ after }, from) => after.map((id) => ({ index, from, to: places.get(id) ?? 0 })));
  });
  return lines.flatMap((one, place) =>
    lines
      .slice(place + 1)
      .filter((other) => one.index === other.index && (one.from - other.from) * (one.to - other.to) < 0),
  ).length;
}

test('counts crossings as one by one', () => {
  for (const seed of [1, 2, 3]) {
    const layers = layersOfMesh(manyServices(60, seed));
    expect(crossings(layers)).toBe(countedOneByOne(layers));
    expect(crossings(layers.map((layer) => layer.toReversed()))).toBe(crossings(layers));
  }
});

test('a graph that can be drawn without a crossing is', () => {
  const tree = Array.from({ length: 60 }, (_, id) => id);
  const tierOf = (id: number): number => (id === 0 ? 0 : tierOf(Math.floor((id - 1) / 3)) + 1);
  const nodes = tree.map((id) => ({ id: `s${id}`, tier: tierOf(id), length: 50, thickness: 100 }));
  const edges: LayoutEdge[] = tree.slice(1).map((id) => {
    const from = `s${Math.floor((id - 1) / 3)}`;
    return { id: `${from}>s${id}`, from, to: `s${id}` };
  });
  expect(crossings(layersOf(nodes, edges))).toBe(0);
});

test('sixty services have a third of the crossings of the order in which they come, or fewer', () => {
  for (const seed of [1, 2, 3]) {
    const mesh = manyServices(60, seed);
    const layers = layersOfMesh(mesh);
    const unordered = layers.map((layer) => layer.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    expect(crossings(layers)).toBeLessThanOrEqual(crossings(unordered) / 3);
  }
});

test('the order in which sixty services are told moves none of them', () => {
  const mesh = manyServices(60, 1);
  const { nodes } = planGraph(mesh, 1280);
  const again = planGraph({ nodes: mesh.nodes.toReversed(), edges: mesh.edges.toReversed() }, 1280);
  const byId = new Map(again.nodes.map((node) => [node.id, node]));
  for (const { id, x, y } of nodes) {
    expect(byId.get(id)?.x).toBe(x);
    expect(byId.get(id)?.y).toBeCloseTo(y);
  }
});

test('four times as many services take at most eight times as many steps', () => {
  const steps = (count: number) => {
    const mesh = manyServices(count, 1);
    const get = vi.spyOn(Map.prototype, 'get');
    planGraph(mesh, 1280);
    const { length } = get.mock.calls;
    get.mockRestore();
    return length;
  };
  expect(steps(240) / steps(60)).toBeLessThan(8);
});
