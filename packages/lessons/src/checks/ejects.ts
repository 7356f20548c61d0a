import type { Ask } from '../ask/ask.ts';
import {
  type Caller,
  callersOf,
  callFrom,
  callStatistic,
  callText,
  countOf,
  noCaller,
} from '../ask/caller.ts';
import { hopText } from '../ask/tier.ts';
import { type Check, type Observation, right, wrong } from '../lesson.ts';
import { counted } from './counted.ts';

/** Ejected now, and ejected since the proxy started. */
export const EJECTED = 'outlier_detection.ejections_active';
const EJECTIONS = 'outlier_detection.ejections_enforced_total';

/** Calls until a sick pod must have been ejected: a third of them meet it, and Envoy's default is five errors. */
const MOST_CALLS = 200;
const BATCH = 50;
const CONCURRENCY = 5;

interface EjectsOptions {
  readonly title: string;
  readonly tier: 'backend' | 'ml';
  /** Pods that each caller must have ejected. */
  readonly pods: number;
}

/** Every caller ejects so many pods of a tier when it calls them. */
export function ejects({ title, tier, pods }: EjectsOptions): Check {
  return {
    title,
    run: async (ask) => {
      const callers = await callersOf(ask, tier);
      if (callers.length === 0) return noCaller(tier);
      for (const caller of callers) {
        const failure = await ejection(ask, caller, tier, pods);
        if (failure) return wrong(failure);
      }
      return right;
    },
  };
}

async function ejection(
  ask: Ask,
  caller: Caller,
  tier: EjectsOptions['tier'],
  pods: number,
): Promise<Observation | undefined> {
  let failed = 0;
  for (let calls = 0; calls < MOST_CALLS; calls += BATCH) {
    if ((await callStatistic(ask, caller, tier, EJECTED)) >= pods) return undefined;
    const { answers } = await callFrom(ask, caller, tier, { times: BATCH, concurrency: CONCURRENCY });
    failed += countOf(answers, (status) => status >= 500);
  }
  const ejected = await callStatistic(ask, caller, tier, EJECTED);
  if (ejected >= pods) return undefined;
  return {
    request: `${MOST_CALLS} × ${callText(caller, tier)}`,
    expected: `${caller.workload} ejects ${counted(pods, 'pod')} of ${tier}`,
    got: `${caller.workload} has ejected ${ejected}, and ${failed} of the calls failed`,
    counts: { ejected, failed },
    hop: hopText(tier),
    next: './lab explain --verbose',
  };
}

interface CleanOptions {
  readonly title: string;
  readonly tier: 'backend' | 'ml';
  /** Calls of each caller. */
  readonly times: number;
}

/**
 * No call fails while a pod is ejected. An ejection ends by itself: where one has ended meanwhile, the calls count for
 * nothing and are sent once more, when the pod is ejected again.
 */
export function cleanWhileEjected({ title, tier, times }: CleanOptions): Check {
  return {
    title,
    run: async (ask) => {
      const callers = await callersOf(ask, tier);
      if (callers.length === 0) return noCaller(tier);
      for (const caller of callers) {
        const look = async () =>
          (await ejection(ask, caller, tier, 1)) ?? (await cleanCalls(ask, caller, tier, times));
        const first = await look();
        const failure = first?.counts?.ended ? await look() : first;
        if (failure) return wrong(failure);
      }
      return right;
    },
  };
}

async function cleanCalls(
  ask: Ask,
  caller: Caller,
  tier: CleanOptions['tier'],
  times: number,
): Promise<Observation | undefined> {
  const before = await ejectionsOf(ask, caller, tier);
  const { answers, failures } = await callFrom(ask, caller, tier, { times, concurrency: CONCURRENCY });
  const failed = times - countOf(answers, (status) => status === 200);
  if (failed === 0) return undefined;
  const after = await ejectionsOf(ask, caller, tier);
  const again = after.total - before.total;
  const reason = answers.find(({ status }) => status !== 200);
  return {
    request: `${times} × ${callText(caller, tier)}`,
    expected: `${times} of ${times} answered, while the sick pod is ejected`,
    got: `${failed} failed: ${reason ? `${reason.status} from ${reason.pod ?? 'a proxy'}` : failures[0]?.reason}; ${counted(again, 'new ejection')}`,
    counts: { failed, ejections: again, ended: before.active + again - after.active },
    hop: hopText(tier),
    next: './lab why',
  };
}

/** Pods that are ejected now, and ejections since the proxy started. */
async function ejectionsOf(ask: Ask, caller: Caller, tier: CleanOptions['tier']) {
  return {
    active: await callStatistic(ask, caller, tier, EJECTED),
    total: await callStatistic(ask, caller, tier, EJECTIONS),
  };
}
