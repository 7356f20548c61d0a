/** `./lab diff` against running Envoys: both sides run one after the other, and what it foretells is what becomes otherwise. */
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildMesh, type DiffProbe, type journey, type Resource } from '@lab/istio';
import { binomialInterval } from '@lab/observe';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask as explain } from '../../packages/istio/src/diff/ask.ts';
import type { Configuration } from '../../packages/istio/src/diff/causes.ts';
import { differencesOf } from '../../packages/istio/src/diff/diff-meshes.ts';
import { deriveProbes } from '../../packages/istio/src/diff/probes/derive-probes.ts';
import { type LiveEnvironment, startLiveMesh } from '../../packages/local/conformance/live/live-mesh.ts';
import { openEnvironment } from '../../packages/local/conformance/live/run-live.ts';
import { tokenIssuer } from '../../packages/local/conformance/live/tokens.ts';
import { isEnd } from './compare-hop.ts';
import { differing, isShown, measure, type Observed } from './diff/measure.ts';
import { canaryPairs, lessonPairs, type Pair, scenarioPairs } from './diff/pairs.ts';

const { DIFF_SEED = '7', DIFF_PAIRS: wanted } = process.env;
const seed = DIFF_SEED === 'random' ? randomInt(2 ** 31) : Number(DIFF_SEED);
/** Of requests that are foretold to change, and of those that are not. */
const CHANGED = 24;
const UNCHANGED = 16;
/** Of a request that has several ends. */
const TRIALS = 60;

const KINDS = { canary: canaryPairs(), lesson: lessonPairs(), scenario: scenarioPairs(seed) } as const;
/** Without DIFF_PAIRS, a sample of each kind. */
const SAMPLE = { canary: 1, lesson: 2, scenario: 6 } as const;

function chosen(kind: keyof typeof KINDS): readonly Pair[] {
  const all = KINDS[kind];
  if (wanted === 'all' || wanted === kind) return all;
  if (wanted !== undefined) return all.filter(({ name }) => `${kind}:${name}`.startsWith(wanted));
  return sampled(all, SAMPLE[kind]);
}

function sampled<Item>(all: readonly Item[], count: number): readonly Item[] {
  const most = Math.min(count, all.length);
  const subset = fc.shuffledSubarray([...all], { minLength: most, maxLength: most });
  return fc.sample(subset, { numRuns: 1, seed })[0] ?? [];
}

const folder = mkdtempSync(join(tmpdir(), 'diff-'));
const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
let environment: LiveEnvironment;
const counted = { pairs: 0, sent: 0, changed: 0 };

beforeAll(async () => {
  environment = await openEnvironment(folder, undefined, undo);
});
afterAll(async () => {
  for (const step of undo.reverse()) await step();
  process.stdout.write(
    `diff: ${counted.pairs} pairs, ${counted.sent} requests sent to both sides, ${counted.changed} changed, seed ${seed}\n`,
  );
});

/** A request of which it is known what it has to show. */
interface Foretold {
  readonly probe: DiffProbe;
  readonly what: readonly string[];
}

/** Why a connection is closed is not to be seen, but whether there was one. */
function closedAs(hop: journey.Hop | undefined): 'closed' | 'refused' | undefined {
  if (!hop?.ends.every(({ by }) => by === 'nobody')) return undefined;
  return hop.ends.every(({ failure, cluster }) => failure?.kind === 'no-listener' && !cluster)
    ? 'refused'
    : 'closed';
}

function areClosedAlike(hops: readonly (journey.Hop | undefined)[]): boolean {
  const [one, other] = hops.map(closedAs);
  return one !== undefined && one === other;
}

/** The requests that can be sent and have one end on both sides, and those that have several. */
function foretold(before: Configuration, after: Configuration) {
  const single: Foretold[] = [];
  const divided: DiffProbe[] = [];
  for (const probe of deriveProbes(before.mesh, after.mesh)) {
    const hops = [explain(before.mesh, probe), explain(after.mesh, probe)];
    const isSendable = hops.every((hop) => hop && hop.proxy.kind !== 'none');
    // What is at an address outside of the mesh is not foretold.
    if (
      !isSendable ||
      hops.some((hop) =>
        hop?.ends.some(({ by, cluster }) => by === 'outside' || cluster === 'PassthroughCluster'),
      )
    )
      continue;
    const what = [...new Set(differencesOf(before, after, probe).map((one) => one.what))].filter(
      (name) => isShown(name) && !(name === 'answer' && areClosedAlike(hops)),
    );
    if (hops.every((hop) => hop?.ends.length === 1 && hop.ends[0]?.workloads.length !== 2))
      single.push({ probe, what: what.sort() });
    else if (hops.every((hop) => hop?.ends.every(({ workloads }) => workloads.length < 2)))
      divided.push(probe);
  }
  const changed = single.filter(({ what }) => what.length > 0);
  const same = single.filter(({ what }) => what.length === 0);
  return {
    single: [...sampled(changed, CHANGED), ...sampled(same, UNCHANGED)],
    divided: sampled(divided, 1),
  };
}

async function run<Result>(
  resources: readonly Resource[],
  work: (
    send: (probe: DiffProbe) => ReturnType<typeof measure>,
    configuration: Configuration,
  ) => Promise<Result>,
  tokens: ReturnType<typeof tokenIssuer>,
): Promise<Result> {
  const live = await startLiveMesh(tokens.trustedBy(resources), new Map(), environment);
  try {
    const send = (probe: DiffProbe) =>
      measure(live, tokens, environment, probe, explain(live.mesh, probe) as never);
    return await work(send, live);
  } finally {
    await live.stop();
  }
}

/** All at the same time would meet limits of connections. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  limited: boolean,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: limited ? 2 : 12 }, worker));
  return results;
}

async function compare(pair: Pair): Promise<void> {
  const tokens = tokenIssuer();
  const [old, own] = await pair.load();
  const before = { mesh: buildMesh(old), resources: old };
  const after = { mesh: buildMesh(own), resources: own };
  const { single, divided } = foretold(before, after);
  const limited = [...old, ...own].some(({ spec }) =>
    /"(connectionPool|outlierDetection)"/.test(JSON.stringify(spec)),
  );
  const observe = (resources: readonly Resource[]) =>
    run(
      resources,
      async (send) => ({
        single: await inTurn(single, limited, async ({ probe }) => (await send(probe))?.observed),
        divided: await inTurn(
          divided.flatMap((probe) => Array<DiffProbe>(TRIALS).fill(probe)),
          limited,
          send,
        ),
      }),
      tokens,
    );
  const [first, second] = [await observe(old), await observe(own)];
  const wrong = single.flatMap(({ probe, what }, index) => {
    const [one, other] = [first.single[index], second.single[index]];
    if (!one || !other) return [];
    counted.sent += 1;
    counted.changed += Number(what.length > 0);
    const measured = shownDifferences(one, other, what);
    return measured.join() === what.join()
      ? []
      : [{ from: probe.from, request: probe.request, foretold: what, measured, one, other }];
  });
  expect(wrong, `DIFF_SEED=${seed} DIFF_PAIRS of ${pair.name}`).toEqual([]);
  for (const probe of divided) {
    compareShares(probe, before, first.divided);
    compareShares(probe, after, second.divided);
    counted.sent += TRIALS;
  }
  counted.pairs += 1;
}

/** How it ends says all where it does not arrive on one side: as it is foretold, and as it is measured. */
function shownDifferences(one: Observed, other: Observed, what: readonly string[]): string[] {
  const found = differing(one, other);
  return what.includes('answer') && found.includes('answer') ? [...what] : found;
}

function compareShares(
  probe: DiffProbe,
  { mesh }: Configuration,
  answers: readonly Awaited<ReturnType<typeof measure>>[],
): void {
  const hop = explain(mesh, probe);
  const seen = answers.flatMap((answer) => answer?.seen ?? []);
  // Ends that nobody can tell apart count together: which of two versions refused it.
  const keyOf = ({ by, status, flags, cluster, workloads }: journey.End) =>
    JSON.stringify([by, status, flags, ...(by === 'application' ? [cluster, workloads] : [])]);
  for (const ends of Map.groupBy(hop?.ends ?? [], keyOf).values()) {
    const share = ends.reduce((sum, end) => sum + end.share, 0);
    const { low, high } = binomialInterval(TRIALS, Math.min(1, share), 1 - 1e-7);
    const times = seen.filter((each) => hop && ends.some((end) => isEnd(end, each, hop))).length;
    expect.soft(times, JSON.stringify([probe.request, ends])).toBeGreaterThanOrEqual(low);
    expect.soft(times, JSON.stringify([probe.request, ends])).toBeLessThanOrEqual(high);
  }
}

const kinds = (['canary', 'lesson', 'scenario'] as const).filter((kind) => chosen(kind).length > 0);

describe.each(kinds)('what is foretold becomes otherwise, and nothing else, by %s', (kind) => {
  it.each(chosen(kind).map((pair) => [pair.name, pair] as const))('%s', (_, pair) => compare(pair), 120_000);
});
