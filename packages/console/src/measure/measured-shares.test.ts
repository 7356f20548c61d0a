import { expect, test } from 'vitest';
import type { MeshEdge, MeshPicture } from '../protocol.ts';
import { addedCounts, countCalls, sharesOf, withoutChance, withWeights } from './measured-shares.ts';

const edge = (weights?: Record<string, number>): MeshEdge => ({
  ...{ id: 'a>b', from: 'a', to: 'b', reasons: [], badges: [] },
  ...(weights && { weights }),
});
const picture = (weights?: Record<string, number>): MeshPicture => ({ nodes: [], edges: [edge(weights)] });
const calls = (version: string | undefined, count: number) => ({
  at: 0,
  edges: [
    {
      ...{ edge: 'a>b', count, failed: 0, durationsMs: [], statuses: {}, flags: {} },
      ...(version !== undefined && { version }),
    },
  ],
});

test('counts calls by version, beside what is configured and what chance leaves', () => {
  let counts = withWeights(new Map(), picture({ stable: 90, canary: 10 }));
  for (const [version, count] of [
    ['stable', 80],
    ['canary', 12],
    ['stable', 8],
  ] as const)
    counts = countCalls(counts, calls(version, count));
  expect(sharesOf(counts.get('a>b'), { stable: 90, canary: 10 })).toEqual([
    expect.objectContaining({ version: 'stable', count: 88, share: 0.88, weight: 0.9, inside: true }),
    expect.objectContaining({ version: 'canary', count: 12, share: 0.12, weight: 0.1, inside: true }),
  ]);
});

test('begins anew when the weights change, and only then', () => {
  const before = countCalls(withWeights(new Map(), picture({ stable: 90, canary: 10 })), calls('stable', 50));
  expect(withWeights(before, picture({ canary: 10, stable: 90 })).get('a>b')?.versions).toEqual({
    stable: 50,
  });
  const edited = withWeights(before, picture({ stable: 50, canary: 50 }));
  // Configured is known before anything is measured.
  expect(sharesOf(edited.get('a>b'), { stable: 50, canary: 50 })).toEqual([
    expect.objectContaining({ version: 'stable', count: 0, weight: 0.5 }),
    expect.objectContaining({ version: 'canary', count: 0, weight: 0.5 }),
  ]);
});

test('a version that gets calls in spite of a weight of 0 is outside', () => {
  const counts = countCalls(withWeights(new Map(), picture({ stable: 100 })), calls('canary', 3));
  const [stable, canary] = sharesOf(counts.get('a>b'), { stable: 100 });
  expect(stable).toMatchObject({ count: 0, inside: false });
  expect(canary).toMatchObject({ count: 3, weight: 0, inside: false });
});

test('a call that no pod answered counts for no version', () => {
  const counts = countCalls(new Map(), calls(undefined, 4));
  expect(sharesOf(counts.get('a>b'), undefined)).toEqual([]);
});

test('a version may have any name', () => {
  let counts = withWeights(new Map(), picture({ stable: 100 }));
  for (const count of [1, 2]) counts = countCalls(counts, calls('constructor', count));
  expect(addedCounts([counts.get('a>b'), counts.get('a>b')])).toEqual({ constructor: 6 });
  expect(sharesOf(counts.get('a>b'), { stable: 100 })).toEqual([
    expect.objectContaining({ version: 'stable', count: 0, weight: 1 }),
    expect.objectContaining({ version: 'constructor', count: 3, share: 1, weight: 0 }),
  ]);
});

test('what was counted of all requests is not held against the weights of those of one kind', () => {
  const shares = sharesOf({ weights: '', versions: { stable: 90, canary: 10 } }, { canary: 100 });
  expect(shares.map(({ inside }) => inside)).toEqual([false, false]);
  expect(withoutChance(shares)).toEqual([
    { version: 'canary', service: 'edge', count: 10, share: 0.1, weight: 1 },
    { version: 'stable', service: 'edge', count: 90, share: 0.9, weight: 0 },
  ]);
});
