import { Agent } from 'node:http';
import type { LabStatus, PodStatus } from '@lab/local';
import { type LoadOutcome, type LoadRequest, sendAtRate } from '@lab/observe';
import type { Measurement } from './measurement.ts';
import { NotMeasured } from './not-measured.ts';
import { quantile } from './quantile.ts';
import type { BenchSection } from './section.ts';

/** Blocks of each way, taken in turn, so that whatever else the machine does hits both. */
const BLOCKS = 12;
const BLOCK_SECONDS = 2;
/** Requests a second, unless told otherwise. */
const RATE = 200;

/** The way of a call from backend to ml: the caller's sidecar, mTLS, the callee's sidecar, the application. */
const CALLER = 'backend-stable-0';
const CALLEE = 'ml-canary-0';
const PORT = 5000;

const quantiles = { p50: 0.5, p90: 0.9, p99: 0.99 };

/** The same request to the same process, straight to its port and through both sidecars. */
export const sidecarPair: BenchSection = {
  name: 'pair',
  summary: 'a request through a pair of sidecars with mTLS against a direct one, at a fixed rate',
  async measure(context) {
    const { rate = RATE } = context;
    const ways = waysTo(await context.lab.status());
    const agents = { direct: new Agent({ keepAlive: true }), paired: new Agent({ keepAlive: true }) };
    const block = async (way: 'direct' | 'paired', seconds: number) =>
      durations(
        await sendAtRate({
          ...ways[way],
          rate,
          total: Math.max(1, Math.round(rate * seconds)),
          timeoutMs: 10_000,
          agent: agents[way],
          signal: context.signal,
        }),
        context.signal,
      );
    try {
      await block('direct', BLOCK_SECONDS);
      await block('paired', BLOCK_SECONDS);
      const taken: Record<'direct' | 'paired', number[]> = { direct: [], paired: [] };
      for (let index = 0; index < BLOCKS; index += 1) {
        context.progress(`${rate} requests a second to ${CALLEE}, block ${index + 1} of ${BLOCKS}`);
        // ABBA: what grows over time grows for both alike.
        for (const way of index % 2 === 0 ? (['direct', 'paired'] as const) : (['paired', 'direct'] as const))
          taken[way].push(...(await block(way, BLOCK_SECONDS)));
      }
      return rows(rate, taken.direct, taken.paired);
    } finally {
      for (const agent of Object.values(agents)) agent.destroy();
    }
  },
};

function rows(rate: number, direct: readonly number[], paired: readonly number[]): Measurement[] {
  return Object.entries(quantiles).map(([name, part]) => ({
    measure: `a request through two sidecars, ${rate} a second: ${name}`,
    unit: 'ms',
    without: quantile(direct, part),
    with: quantile(paired, part),
  }));
}

function waysTo({ pods }: LabStatus): Record<'direct' | 'paired', Omit<LoadRequest, 'timeoutMs'>> {
  const callee = podNamed(pods, CALLEE).addresses.application[PORT];
  const caller = podNamed(pods, CALLER).addresses.outbound[`0.0.0.0_${PORT}`];
  if (!callee || !caller)
    throw new NotMeasured(`there is no way from ${CALLER} to port ${PORT} of ${CALLEE}`);
  const to = (address: string) => ({
    url: new URL(`http://${address}/predict`),
    method: 'POST',
    // The header leads to the one canary pod: both ways end at the same process.
    headers: { host: `ml-service.ml:${PORT}`, 'content-type': 'application/json', 'x-canary': 'true' },
    body: JSON.stringify({ item: 'glass bottle' }),
  });
  return { direct: to(callee), paired: to(caller) };
}

function podNamed(pods: readonly PodStatus[], name: string): PodStatus {
  const pod = pods.find((candidate) => candidate.name === name);
  if (!pod) throw new NotMeasured(`there is no pod ${name} in the overlay`);
  return pod;
}

/** Milliseconds of each. @throws NotMeasured when one was not answered by the callee: it took another way */
function durations(outcomes: readonly LoadOutcome[], signal: AbortSignal): number[] {
  signal.throwIfAborted();
  return outcomes.map((outcome) => {
    const answer = 'error' in outcome ? outcome.error : `${outcome.status} ${outcome.body}`;
    if ('status' in outcome && outcome.status === 200 && outcome.body.includes(`"pod":"${CALLEE}"`)) {
      return outcome.durationMs;
    }
    throw new NotMeasured(`a request was not answered by ${CALLEE}: ${answer.slice(0, 200)}`);
  });
}
