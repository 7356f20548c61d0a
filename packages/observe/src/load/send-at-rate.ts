import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LoadOutcome, type LoadRequest, sendOne } from './send-one.ts';

export interface RateOptions extends LoadRequest {
  /** Requests a second. */
  readonly rate: number;
  /** Requests in all. */
  readonly total: number;
  /** Keeps connections from one call to the next; without it they are made anew and closed at the end. */
  readonly agent?: Agent;
}

/**
 * Sends the same HTTP request at a constant rate, whether or not those before have been answered: an open-loop load,
 * in which a server that stalls delays every request that comes meanwhile and not just the one it stalls on.
 *
 * @returns the outcomes in the order of sending
 */
export async function sendAtRate(options: RateOptions): Promise<readonly LoadOutcome[]> {
  const agent = options.agent ?? new Agent({ keepAlive: true });
  const start = performance.now();
  const sent: Promise<LoadOutcome>[] = [];
  for (let index = 0; index < options.total && !options.signal?.aborted; index += 1) {
    // From the start and not from the request before: a timer that fires late does not lower the rate.
    const early = start + dueMs(index, options.rate) - performance.now();
    if (early > 0) await sleep(early);
    sent.push(sendOne(options, agent));
  }
  const outcomes = await Promise.all(sent);
  if (!options.agent) agent.destroy();
  return outcomes;
}

/** When the request of this index is due, in milliseconds after the first. */
export function dueMs(index: number, rate: number): number {
  return (index * 1_000) / rate;
}
