import { expect, test } from 'vitest';
import type { MeshEdge, MeshNode, MeshPicture } from '../../../protocol.ts';
import { edgeFacts, nodeFacts } from './facts.ts';

const node = (name: string, tier: number): MeshNode => ({
  ...{ id: `${name}/${name}`, kind: 'service', name, namespace: name, tier, versions: [], hosts: [] },
});
const edge = (from: string, to: string, weights?: Record<string, number>): MeshEdge => ({
  ...{ id: `${from}/${from}>${to}/${to}`, from: `${from}/${from}`, to: `${to}/${to}` },
  ...{ reasons: ['route'], badges: [], ...(weights && { weights }) },
});
const nodes = [node('gateway', 0), node('frontend', 1), node('backend', 2)];
const counted = (versions: Record<string, number>) => ({ weights: '', versions });

test('an edge is seen when it was called, and stays so', () => {
  const mesh: MeshPicture = { nodes, edges: [edge('frontend', 'backend'), edge('gateway', 'frontend')] };
  const called = new Set(['gateway/gateway>frontend/frontend']);
  const facts = edgeFacts(mesh, { windows: [], counts: new Map(), called }, 0);
  expect(facts.map(({ from, to, isSeen }) => [from, to, isSeen])).toEqual([
    ['gateway', 'frontend', true],
    ['frontend', 'backend', false],
  ]);
  expect(facts[0]).not.toHaveProperty('figures');
});

test('an edge says that its circuit is open, as long as calls were refused for it', () => {
  const mesh: MeshPicture = { nodes, edges: [edge('frontend', 'backend')] };
  const part = {
    ...{ edge: mesh.edges[0]?.id ?? '', count: 3, failed: 2, durationsMs: [], statuses: { 200: 1, 503: 2 } },
    flags: { UO: 2 },
  };
  const known = { windows: [{ at: 1_000, edges: [part] }], counts: new Map(), called: new Set<string>() };
  const badges = (now: number) => edgeFacts(mesh, known, now)[0]?.badges;
  expect(badges(2_000)).toEqual([{ kind: 'open-circuit', text: 'refuses calls: 2 just now' }]);
  expect(badges(60_000)).toEqual([]);
});

test('a node has what all its callers measured, where they give the same weights', () => {
  const weights = { stable: 90, canary: 10 };
  const mesh: MeshPicture = {
    nodes,
    edges: [edge('gateway', 'backend', weights), edge('frontend', 'backend', { canary: 10, stable: 90 })],
  };
  const counts = new Map(mesh.edges.map(({ id }) => [id, counted({ stable: 45, canary: 5 })]));
  const backend = nodeFacts(mesh, counts).find((one) => one.node.name === 'backend');
  expect(backend?.isMixed).toBe(false);
  expect(backend?.shares.get('canary')).toMatchObject({ count: 10, share: 0.1, weight: 0.1, inside: true });
});

test('weights that differ by caller are not mixed into one', () => {
  const mesh: MeshPicture = {
    nodes,
    edges: [
      edge('gateway', 'backend', { stable: 100 }),
      edge('frontend', 'backend', { stable: 50, canary: 50 }),
    ],
  };
  const counts = new Map(mesh.edges.map(({ id }) => [id, counted({ stable: 9 })]));
  const backend = nodeFacts(mesh, counts).find((one) => one.node.name === 'backend');
  expect(backend).toMatchObject({ isMixed: true });
  expect(backend?.shares.size).toBe(0);
});
