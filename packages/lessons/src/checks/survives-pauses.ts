import { setTimeout as delay } from 'node:timers/promises';
import type { Ask } from '../ask/ask.ts';
import {
  type Caller,
  callersOf,
  callFrom,
  callStatistic,
  callText,
  inboundStatistic,
} from '../ask/caller.ts';
import { hopText } from '../ask/tier.ts';
import { type Check, right, wrong } from '../lesson.ts';
import { counted } from './counted.ts';

/** Requests that a sidecar sent to a pod, tries included; and connections that the application closed during a request. */
const TRIES = 'upstream_rq_total';
const CLOSED = 'upstream_cx_destroy_remote_with_active_rq';

interface PausesOptions {
  readonly title: string;
  readonly tier: 'backend' | 'ml';
  /** Whose only pod gets the calls. */
  readonly workload: string;
  readonly calls: number;
  /** Milliseconds before each call but the first. */
  readonly pauseMs: number;
}

/** Calls with pauses between them are answered by the pod at their first try, and its application closes no connection during one. */
export function survivesPauses({ title, tier, workload, calls, pauseMs }: PausesOptions): Check {
  return {
    title,
    run: async (ask) => {
      const [caller] = await callersOf(ask, tier);
      const { pods } = await ask.mesh.status();
      const callee = pods.find((pod) => pod.workload === workload && pod.ready && !pod.draining);
      if (!caller || !callee)
        return { state: 'not-yet', reason: `no pod of ${workload}, or no caller, is ready` };
      const pod = `${callee.namespace}/${callee.name}`;
      const before = await countsOf(ask, caller, tier, pod);
      let answered = 0;
      let slowestMs = 0;
      for (let call = 0; call < calls; call += 1) {
        if (call > 0) await delay(pauseMs, undefined, { signal: ask.signal });
        const report = await callFrom(ask, caller, tier, { times: 1, concurrency: 1 });
        answered += report.answers.filter(
          (answer) => answer.status === 200 && answer.pod === callee.name,
        ).length;
        slowestMs = Math.max(slowestMs, report.latencyMs.p99 ?? 0);
      }
      const after = await countsOf(ask, caller, tier, pod);
      const retried = Math.max(after.tries - before.tries - calls, 0);
      const closed = after.closed - before.closed;
      if (answered === calls && retried === 0 && closed === 0) return right;
      return wrong({
        request: `${calls} × ${callText(caller, tier)}, ${pauseMs} ms apart`,
        expected: `${calls} answered, each at its first try`,
        got: `${answered} answered, ${retries(retried)}, ${counted(closed, 'connection')} closed by ${workload} during a request; slowest ${Math.round(slowestMs)} ms`,
        counts: { answered, retried, closed, slowestMs: Math.round(slowestMs) },
        hop: hopText(tier),
        next: `./lab logs ${tier}`,
      });
    },
  };
}

function retries(count: number): string {
  return `${count} ${count === 1 ? 'retry' : 'retries'}`;
}

async function countsOf(ask: Ask, caller: Caller, tier: PausesOptions['tier'], pod: string) {
  return {
    tries: await callStatistic(ask, caller, tier, TRIES),
    closed: await inboundStatistic(ask, pod, CLOSED),
  };
}
