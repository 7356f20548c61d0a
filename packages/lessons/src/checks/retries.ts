import type { RequestReport } from '@lab/mesh-client';
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
import { hopsTo, hopText, unreached } from '../ask/tier.ts';
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
      if (!caller) return noCaller(tier);
      const before = await countsOf(ask, caller, tier);
      const report = await callFrom(ask, caller, tier, { times, concurrency: CONCURRENCY });
      const after = await countsOf(ask, caller, tier);
      const good = countOf(report.answers, (status) => status === 200);
      const helped = after.succeeded - before.succeeded;
      if (good === times && helped > 0) return right;
      const retried = after.retries - before.retries;
      const [hop] = await hopsTo(ask, tier, {});
      const place = hop?.route?.source?.location;
      return wrong({
        request: `${times} × ${callText(caller, tier)}`,
        expected: `${times} answered, some after a retry`,
        got: `${[`${good} answered`, ...failuresOf(report)].join(', ')}; ${retried} retried`,
        counts: { answered: good, retried },
        hop: hopText(tier),
        ...(place && { place }),
        next: good < times ? './lab why' : './lab explain --verbose',
      });
    },
  };
}

/** `2 failed with 504`, `1 without an answer (timeout)`: calls that did not succeed, by how they ended. */
function failuresOf({ answers, failures }: RequestReport): string[] {
  const statuses = [...new Set(answers.map(({ status }) => status).filter((status) => status !== 200))];
  return [
    ...statuses.map((status) => `${countOf(answers, (one) => one === status)} failed with ${status}`),
    ...failures.map(({ reason, count }) => `${count} without an answer (${reason})`),
  ];
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
      const hops = await hopsTo(ask, tier, {});
      if (hops.length === 0) return wrong(unreached(tier, `given up after ${budgetMs} ms at most`));
      for (const { route, callers } of hops) {
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
