import type { ApplicationRequest, Ask } from '../ask/ask.ts';
import {
  type Caller,
  callersOf,
  callFrom,
  callStatistic,
  callText,
  countOf,
  noCaller,
} from '../ask/caller.ts';
import { callCommand, hopsTo, hopText } from '../ask/tier.ts';
import { type Check, right, wrong } from '../lesson.ts';
import { counted } from './counted.ts';

const OVERFLOWS = 'upstream_rq_pending_overflow';
const CONNECTIONS = 'upstream_cx_total';

interface OverflowsOptions {
  readonly title: string;
  readonly tier: 'backend' | 'ml';
  /** Leads the calls to one slow pod. */
  readonly request: ApplicationRequest;
  /** Calls that a caller sends at a time, and of them those that must be answered. The rest must overflow. */
  readonly calls: number;
  readonly answered: number;
}

/**
 * Of calls that one caller sends at a time, so many are answered, and its sidecar refuses the others at once. A call before
 * them opens the connection: while it is opened, calls wait that would else be sent.
 */
export function overflows({ title, tier, request, calls, answered }: OverflowsOptions): Check {
  return {
    title,
    run: async (ask) => {
      const [caller] = await callersOf(ask, tier, request);
      if (!caller) return noCaller(tier);
      const { headers = {} } = request;
      await callFrom(ask, caller, tier, { times: 1, concurrency: 1, headers });
      const before = await countsOf(ask, caller, tier);
      const report = await callFrom(ask, caller, tier, { times: calls, concurrency: calls, headers });
      const after = await countsOf(ask, caller, tier);
      const good = countOf(report.answers, (status) => status === 200);
      const overflowed = after.overflows - before.overflows;
      if (good === answered && overflowed === calls - answered) return right;
      const opened = after.connections - before.connections;
      const further = calls - good - overflowed;
      const [hop] = await hopsTo(ask, tier, request);
      const place = hop?.destinations[0]?.rule?.location;
      return wrong({
        request: `${calls} × ${callText(caller, tier)} at a time`,
        expected: `${answered} answered, ${calls - answered} refused with 503 UO`,
        got: `${good} answered, ${overflowed} refused by the caller, ${further} failed further on; ${counted(opened, 'connection')} opened`,
        counts: { answered: good, refused: overflowed, failedFurther: further, opened },
        hop: hopText(tier),
        ...(place && { place }),
        next: `${callCommand(request, calls)} -c ${calls}`,
      });
    },
  };
}

async function countsOf(ask: Ask, caller: Caller, tier: OverflowsOptions['tier']) {
  return {
    overflows: await callStatistic(ask, caller, tier, OVERFLOWS),
    connections: await callStatistic(ask, caller, tier, CONNECTIONS),
  };
}
