/** `./lab explain` against running Envoys: generated requests to the scenarios of the conformance data. */
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unsupportedFindings } from '@lab/istio';
import { acceptedResources, readScenarios, type Scenario } from '@lab/istio/conformance';
import { binomialInterval } from '@lab/observe';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type LiveEnvironment,
  type LiveMesh,
  startLiveMesh,
} from '../../packages/local/conformance/live/live-mesh.ts';
import { openEnvironment } from '../../packages/local/conformance/live/run-live.ts';
import { type TokenIssuer, tokenIssuer } from '../../packages/local/conformance/live/tokens.ts';
import type { LiveProbe } from '../../packages/local/conformance/live/wire-request.ts';
import { askGenerated, type Compared } from './ask-generated.ts';
import { differenceOf, isEnd } from './compare-hop.ts';
import { requestsOf, vocabularyOf } from './generated-requests.ts';

/** The same requests in each run, unless another seed, or `random`, is asked for. */
const { EXPLAIN_SEED = '7' } = process.env;
const seed = EXPLAIN_SEED === 'random' ? randomInt(2 ** 31) : Number(EXPLAIN_SEED);
/** `all`, or starts of names separated by commas; a sample by the seed where it is not set. */
const wanted = process.env.EXPLAIN_SCENARIOS;
const SAMPLE = 30;
const RUNS = 40;
/** Of one request, for its shares. */
const TRIALS = 80;

/** Requests that once ended otherwise than was foretold, by scenario. */
const REGRESSIONS: readonly (readonly [scenario: string, probe: Omit<LiveProbe, 'name'>])[] = [
  [
    'sidecar-route-ports',
    {
      from: 'backend/backend-canary',
      request: { host: 'istio-ingressgateway.istio-system.svc.cluster.local', port: 80, path: '/' },
    },
  ],
];

const runnable = readScenarios(join(import.meta.dirname, '../../packages/istio/testdata/conformance')).filter(
  (scenario) => unsupportedFindings(acceptedResources(scenario)).length === 0,
);

function chosen(): readonly Scenario[] {
  if (wanted === 'all') return runnable;
  if (wanted !== undefined) {
    return runnable.filter(({ name }) => wanted.split(',').some((start) => name.startsWith(start)));
  }
  const [sample = []] = fc.sample(fc.shuffledSubarray(runnable, { minLength: SAMPLE, maxLength: SAMPLE }), {
    numRuns: 1,
    seed,
  });
  return sample;
}

const folder = mkdtempSync(join(tmpdir(), 'gen-'));
const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
let environment: LiveEnvironment;
let count = 0;

beforeAll(async () => {
  process.stdout.write(
    `explain: seed ${seed}; EXPLAIN_SEED=${seed} sends the same requests to the same scenarios\n`,
  );
  environment = await openEnvironment(folder, undefined, undo);
});
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

/** Starts a scenario, has it asked, and ends it. */
async function withScenario(
  scenario: Scenario,
  ask: (live: LiveMesh, tokens: TokenIssuer) => Promise<void>,
): Promise<void> {
  const tokens = tokenIssuer();
  const live = await startLiveMesh(tokens.trustedBy(acceptedResources(scenario)), new Map(), environment);
  try {
    await ask(live, tokens);
  } finally {
    await live.stop();
  }
}

describe('generated requests end as they were foretold', () => {
  it.each(chosen().map((scenario) => [scenario.name, scenario] as const))('in %s', async (_, scenario) => {
    await withScenario(scenario, async (live, tokens) => {
      const requests = requestsOf(live.mesh, vocabularyOf(acceptedResources(scenario), scenario.probes));
      const compared = await askGenerated(
        live,
        tokens,
        environment,
        fc.sample(requests, { numRuns: RUNS, seed }),
      );
      count += compared.length;
      const differences = compared.flatMap((one) => {
        const difference = differenceOf(one);
        const { probe, hop, seen } = one;
        return difference ? [{ difference, probe, ends: hop.ends, seen }] : [];
      });
      expect(differences, `EXPLAIN_SEED=${seed} EXPLAIN_SCENARIOS=${scenario.name}`).toEqual([]);
      await compareShares(live, tokens, compared);
    });
  });

  it.each(REGRESSIONS)('in %s, and once did not: %j', async (name, probe) => {
    const scenario = runnable.find((candidate) => candidate.name === name);
    if (!scenario) throw new Error(`there is no scenario ${name}`);
    await withScenario(scenario, async (live, tokens) => {
      const compared = await askGenerated(live, tokens, environment, [{ name: 'regression', ...probe }]);
      expect(compared.map(differenceOf)).toEqual([undefined]);
    });
  });

  it('many of them', () => {
    process.stdout.write(
      `explain: ${count} requests to ${chosen().length} scenarios compared, seed ${seed}\n`,
    );
    expect(count).toBeGreaterThan(10 * chosen().length);
  });
});

/** Each end of the first request that has several comes as often as was foretold. */
async function compareShares(
  live: LiveMesh,
  tokens: TokenIssuer,
  compared: readonly Compared[],
): Promise<void> {
  const divided = compared.find(({ hop, seen }) => seen && hop.route && hop.ends.length > 1);
  if (!divided) return;
  const again = await askGenerated(live, tokens, environment, Array<LiveProbe>(TRIALS).fill(divided.probe));
  count += again.length;
  for (const end of divided.hop.ends) {
    const { low, high } = binomialInterval(TRIALS, Math.min(1, end.share), 1 - 1e-7);
    const times = again.filter(({ hop, seen }) => seen && isEnd(end, seen, hop)).length;
    const of = `${JSON.stringify(divided.probe.request)} ${JSON.stringify(end)}`;
    expect.soft(times, of).toBeGreaterThanOrEqual(low);
    expect.soft(times, of).toBeLessThanOrEqual(high);
  }
}
