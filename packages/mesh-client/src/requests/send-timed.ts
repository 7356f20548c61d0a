import type { LoadOptions, LoadOutcome } from '@lab/observe';

/** Sends the same request many times, as `sendLoad` of @lab/observe does, from wherever it is. */
export type SendLoad = (options: LoadOptions) => Promise<void>;

/** How long requests took. */
export interface LoadTimes {
  /** Milliseconds of each request that has ended. */
  readonly durationsMs: readonly number[];
  readonly elapsedMs: number;
}

/** Told after each request how many have ended. */
export type OnRequests = (ended: number) => void;

/** Sends requests, and leaves out what the signal cut off: it has not failed. */
export async function sendTimed(
  send: SendLoad,
  load: LoadOptions,
  onRequests: OnRequests = () => {},
): Promise<LoadTimes> {
  const durationsMs: number[] = [];
  const onOutcome = (outcome: LoadOutcome) => {
    if ('error' in outcome && load.signal?.aborted) return;
    durationsMs.push(outcome.durationMs);
    load.onOutcome(outcome);
    onRequests(durationsMs.length);
  };
  const start = performance.now();
  await send({ ...load, onOutcome });
  return { durationsMs, elapsedMs: performance.now() - start };
}

/** Milliseconds under which half, nine tenths and 99 of a hundred requests took. */
export interface Latency {
  readonly p50?: number;
  readonly p90?: number;
  readonly p99?: number;
}

/** Quantiles of durations, by the nearest rank; undefined where there are none. */
export function latencyOf(durationsMs: readonly number[]): Latency {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const quantile = (part: number) => sorted[Math.ceil(part * sorted.length) - 1];
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map(quantile);
  return { ...(p50 !== undefined && p90 !== undefined && p99 !== undefined && { p50, p90, p99 }) };
}
