import { expect, test } from 'vitest';
import type { MeshNode, MeshPicture, TrafficWindow } from '../protocol.ts';
import { type HistoryPoint, withTraffic } from './history.ts';

const node = (id: string, kind: MeshNode['kind']): MeshNode => ({
  ...{ id, kind, name: id, namespace: '', tier: 0, versions: [], hosts: [] },
});
const edge = (from: string, to: string) => ({ id: `${from}>${to}`, from, to, reasons: [], badges: [] });
const mesh: MeshPicture = {
  nodes: [node('gateway', 'gateway'), node('frontend', 'service'), node('backend', 'service')],
  edges: [edge('gateway', 'frontend'), edge('frontend', 'backend')],
};
const window = (at: number, id: string, count: number, failed = 0): TrafficWindow => ({
  at,
  edges: [{ edge: id, count, failed, durationsMs: [], statuses: {}, flags: {} }],
});

test('adds up five seconds of what comes into the mesh', () => {
  let points: readonly HistoryPoint[] = [];
  for (const each of [
    window(10_100, 'gateway>frontend', 3),
    window(10_200, 'frontend>backend', 3),
    window(14_900, 'gateway>frontend', 2, 1),
    window(15_000, 'gateway>frontend', 1),
  ])
    points = withTraffic(points, each, mesh);
  expect(points).toEqual([
    { at: 10_000, count: 5, failed: 1 },
    { at: 15_000, count: 1, failed: 0 },
  ]);
});

test('ten minutes are kept', () => {
  let points: readonly HistoryPoint[] = [];
  for (let step = 0; step < 200; step += 1)
    points = withTraffic(points, window(step * 5_000, 'gateway>frontend', 1), mesh);
  expect(points).toHaveLength(120);
  expect(points[0]?.at).toBe(80 * 5_000);
});
