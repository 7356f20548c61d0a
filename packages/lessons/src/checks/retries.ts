import type { Ask } from '../ask/ask.ts';
import { type Caller, callersOf, callFrom, callStatistic, callText, countOf } from '../ask/caller.ts';
import { hopsTo, hopText } from '../ask/tier.ts';
import { type Check, right, wrong } from '../lesson.ts';

const RETRIES = 'upstream_rq_retry';
const SUCCEEDED = 'upstream_rq_retry_success';
/** Calls at a time: few, so that pods which are not slow do not become so. */
const CONCURRENCY = 3;

interface RetriesOptions {
  readonly title: string;
  readonly tier: 'backend' | 'ml';
  readonly times: number;
}

/** Each call of a caller is answered, and its sidecar had to send some a second time for that. */
export function retriesHelp({ title, tier, times }: RetriesOptions): Check {
  return {
    title,
    run: async (ask) => {
      const [caller] = await callersOf(ask, tier);
      if (!caller) return { state: 'not-yet', reason: `no caller of ${tier} is ready` };
      const before = await countsOf(ask, caller, tier);
      const { answers } = await callFrom(ask, caller, tier, { times, concurrency: CONCURRENCY });
      const after = await countsOf(ask, caller, tier);
      const good = countOf(answers, (status) => status === 200);
      const helped = after.succeeded - before.succeeded;
      if (good === times && helped > 0) return right;
      const failed = answers.find(({ status }) => status !== 200)?.status;
      const [hop] = await hopsTo(tier, ask, {});
      const place = hop?.route?.source?.location;
      return wrong({
        request: `${times} × ${callText(caller, tier)}`,
        expected: `${times} answered, some after a retry`,
        got: `${good} answered${failed ? `, ${times - good} not: ${failed}` : ''}, ${after.retries - before.retries} retried`,
        hop: hopText(tier),
        ...(place && { place }),
        next: failed ? './lab why' : './lab explain --verbose',
      });
    },
  };
}

async function countsOf(ask: Ask, caller: Caller, tier: RetriesOptions['tier']) {
  return {
    retries: await callStatistic(ask, caller, tier, RETRIES),
    succeeded: await callStatistic(ask, caller, tier, SUCCEEDED),
  };
}

interface BudgetOptions {
  readonly title: string;
  readonly tier: 'backend' | 'ml';
  /** Milliseconds for a call with all its tries. */
  readonly budgetMs: number;
  readonly isGuard?: boolean;
}

/** The sidecars of the callers give a call up after a time that is in the budget. */
export function withinBudget({ title, tier, budgetMs, isGuard = false }: BudgetOptions): Check {
  return {
    title,
    isGuard,
    run: async (ask) => {
      for (const { route, callers } of await hopsTo(tier, ask, {})) {
        const timeoutMs = route?.timeoutMs ?? Number.POSITIVE_INFINITY;
        if (timeoutMs <= budgetMs) continue;
        const place = route?.source?.location;
        return wrong({
          request: `a call from ${callers.join(', ')}`,
          expected: `given up after ${budgetMs} ms at most`,
          got: Number.isFinite(timeoutMs) ? `given up after ${timeoutMs} ms` : 'never given up',
          hop: hopText(tier),
          ...(place && { place }),
          next: './lab explain --verbose',
        });
      }
      return right;
    },
  };
}
