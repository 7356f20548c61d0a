import { setTimeout as sleep } from 'node:timers/promises';
import type { Identity } from './identity.ts';
import { HttpProblem } from './problem.ts';
import { numberSetting } from './settings.ts';

/** Injected faults: how this replica misbehaves. */
export type Fault = {
  /** Share of requests that are answered 500, 0 to 1. */
  readonly errorRate: number;
  /** Milliseconds that each request waits before it is served. */
  readonly delayMs: number;
};

/**
 * Reads FAULT_ERROR_RATE and FAULT_DELAY_MS. Undefined, the normal case, if neither is set or if FAULT_POD names
 * another pod: a Deployment gives all its replicas the same environment, and a lesson wants one sick among them.
 *
 * @throws SettingError for a rate outside [0, 1] or a delay that is not a number
 */
export function readFault(env: NodeJS.ProcessEnv, identity: Identity): Fault | undefined {
  const errorRate = numberSetting(env, 'FAULT_ERROR_RATE', 0, { max: 1 });
  const delayMs = numberSetting(env, 'FAULT_DELAY_MS', 0, { max: 600_000 });
  const meant = !env.FAULT_POD || env.FAULT_POD === identity.pod;
  return meant && (errorRate > 0 || delayMs > 0) ? { errorRate, delayMs } : undefined;
}

/**
 * Waits as the fault says.
 *
 * @throws HttpProblem 500 for the share of requests that shall fail
 */
export async function injectFault({ errorRate, delayMs }: Fault): Promise<void> {
  if (delayMs > 0) await sleep(delayMs);
  if (Math.random() >= errorRate) return;
  throw new HttpProblem(500, 'FAULT_ERROR_RATE is set: this replica was told to fail', {
    name: 'injected-fault',
    title: 'Fault injected',
  });
}
