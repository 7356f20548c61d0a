import type { MeshPicture, TrafficWindow } from '../protocol.ts';

/** Milliseconds of one point, and how many are kept: ten minutes. */
export const STEP_MS = 5_000;
const MOST_POINTS = 120;

/** What came into the mesh in five seconds. */
export interface HistoryPoint {
  /** Milliseconds since the epoch, at its beginning. */
  readonly at: number;
  readonly count: number;
  readonly failed: number;
}

/** Adds the calls that came from gateways and from outside: what they cause further in is not counted again. */
export function withTraffic(
  points: readonly HistoryPoint[],
  { at, edges }: TrafficWindow,
  mesh: MeshPicture | undefined,
): readonly HistoryPoint[] {
  const entries = new Set(
    (mesh?.nodes ?? []).filter(({ kind }) => kind === 'gateway' || kind === 'outside').map(({ id }) => id),
  );
  const from = new Map((mesh?.edges ?? []).map((edge) => [edge.id, edge.from]));
  const entering = edges.filter(({ edge }) => entries.has(from.get(edge) ?? ''));
  if (entering.length === 0) return points;
  const start = Math.floor(at / STEP_MS) * STEP_MS;
  const last = points.at(-1);
  const before = last?.at === start ? last : { at: start, count: 0, failed: 0 };
  const point = {
    at: start,
    count: entering.reduce((sum, { count }) => sum + count, before.count),
    failed: entering.reduce((sum, { failed }) => sum + failed, before.failed),
  };
  return [...(last?.at === start ? points.slice(0, -1) : points), point].slice(-MOST_POINTS);
}
