import { setTimeout as sleep } from 'node:timers/promises';
import { isMeant } from './fault-pod.ts';
import type { Identity } from './identity.ts';
import { HttpProblem } from './problem.ts';
import { numberSetting } from './settings.ts';

/** What an injected error says, unless FAULT_MESSAGE says it. */
const MESSAGE = 'FAULT_ERROR_RATE is set: this replica was told to fail';

/** Injected faults: how this replica misbehaves. */
export type Fault = {
  /** Share of requests that are answered 500, 0 to 1. */
  readonly errorRate: number;
  /** What these answers say. */
  readonly message: string;
  /** Milliseconds that a request waits before it is served. */
  readonly delayMs: number;
  /** Errors and delays hit only every n-th request; 1 for each. */
  readonly everyNth: number;
  /** A connection that was idle for longer, in milliseconds, is reset when its next request arrives. */
  readonly idleResetMs?: number;
  /** Probes that `/readyz` answers with yes; after them it says no, although requests are served. */
  readonly readyProbes?: number;
};

/**
 * Reads the settings FAULT_… of which the README has a table. Undefined, the normal case, if none is set or if FAULT_POD
 * names another pod: a Deployment gives all its replicas the same environment, and a lesson wants one sick among them.
 *
 * @throws SettingError for a rate outside [0, 1], and for what is no number
 */
export function readFault(env: NodeJS.ProcessEnv, { pod }: Pick<Identity, 'pod'>): Fault | undefined {
  const errorRate = numberSetting(env, 'FAULT_ERROR_RATE', 0, { max: 1 });
  const message = env.FAULT_MESSAGE || MESSAGE;
  const delayMs = numberSetting(env, 'FAULT_DELAY_MS', 0, { max: 600_000 });
  const everyNth = numberSetting(env, 'FAULT_EVERY_NTH', 1, { min: 1, isWhole: true });
  const idleResetMs = numberSetting(env, 'FAULT_IDLE_RESET_MS', 0, { max: 3_600_000 });
  const readyProbes = numberSetting(env, 'FAULT_UNREADY_AFTER', Number.MAX_SAFE_INTEGER, { isWhole: true });
  const isUnready = readyProbes < Number.MAX_SAFE_INTEGER;
  if (!isMeant(env, pod)) return undefined;
  if (errorRate === 0 && delayMs === 0 && idleResetMs === 0 && !isUnready) return undefined;
  return {
    ...{ errorRate, message, delayMs, everyNth },
    ...(idleResetMs > 0 && { idleResetMs }),
    ...(isUnready && { readyProbes }),
  };
}

/**
 * Waits and fails as a fault says; the first request that is hit is the n-th.
 *
 * @returns called for each request; it throws HttpProblem 500 for those that shall fail
 */
export function faultInjector({ errorRate, message, delayMs, everyNth }: Fault): () => Promise<void> {
  let requests = 0;
  return async () => {
    requests += 1;
    if (requests % everyNth !== 0) return;
    if (delayMs > 0) await sleep(delayMs);
    if (Math.random() >= errorRate) return;
    throw new HttpProblem(500, message, {
      name: 'injected-fault',
      title: 'Fault injected',
    });
  };
}
