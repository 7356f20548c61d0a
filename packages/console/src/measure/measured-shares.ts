import { compareSplit, type SplitShare } from '@lab/observe/compare-split';
import type { EdgeTraffic, MeshPicture, TrafficWindow } from '../protocol.ts';
import { addedUp } from './added-up.ts';

/** Calls of an edge by the version that answered, counted since the weights were last changed. */
export interface EdgeCounts {
  /** The weights at that time, as they are compared. */
  readonly weights: string;
  readonly versions: Readonly<Record<string, number>>;
}

export type CountsByEdge = ReadonlyMap<string, EdgeCounts>;

/** Adds what was called; an edge that is not in the picture is counted without weights. */
export function countCalls(counts: CountsByEdge, { edges }: TrafficWindow): CountsByEdge {
  const added = new Map(counts);
  for (const traffic of edges) added.set(traffic.edge, plus(added.get(traffic.edge), traffic));
  return added;
}

/** Begins anew at edges whose weights are others than before: what was measured before says nothing of them. */
export function withWeights(counts: CountsByEdge, { edges }: MeshPicture): CountsByEdge {
  return new Map(
    edges.map(({ id, weights }) => {
      const now = JSON.stringify(Object.entries(weights ?? {}).sort());
      const before = counts.get(id);
      const isSame = before !== undefined && (before.weights === now || before.weights === '');
      return [id, { weights: now, versions: isSame ? before.versions : {} }];
    }),
  );
}

function plus(before: EdgeCounts | undefined, { version, count }: EdgeTraffic): EdgeCounts {
  const { weights = '', versions = {} } = before ?? {};
  // No pod answered: nothing is known of a version.
  if (version === undefined) return { weights, versions };
  return { weights, versions: addedUp([...Object.entries(versions), [version, count]]) };
}

/** Calls by version over several edges. */
export function addedCounts(counts: readonly (EdgeCounts | undefined)[]): Readonly<Record<string, number>> {
  return addedUp(counts.flatMap((one) => Object.entries(one?.versions ?? {})));
}

/** What a version is to get of an edge's calls, and what it got; chance leaves the count in the interval. */
export type VersionShare = Omit<SplitShare, 'service'>;

/** Shares beside weights of other requests than those that were counted: what chance leaves of these says nothing. */
export function withoutChance(shares: readonly VersionShare[]): readonly VersionShare[] {
  return shares.map(({ interval: _, inside: __, ...share }) => share);
}

/** The versions of an edge, by the same comparison as `./lab call`; those with a weight are there without a call, too. */
export function sharesOf(
  counts: EdgeCounts | undefined,
  weights: Readonly<Record<string, number>> | undefined,
): readonly VersionShare[] {
  const versions = new Map(Object.entries(counts?.versions ?? {}));
  return compareSplit(new Map([['edge', versions]]), weights ? { edge: weights } : {});
}
