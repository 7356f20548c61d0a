import { STATUS_CODES } from 'node:http';
import type { LoadOptions, LoadOutcome } from '@lab/observe';
import { type Latency, latencyOf, type OnRequests, type SendLoad, sendTimed } from './send-timed.ts';

/** Requests that were answered alike. */
export interface AnswerCount {
  readonly status: number;
  /** The pod that answered, as the services of the project say in `x-served-by`; none where a proxy answered instead. */
  readonly pod?: string;
  /** Of an error: what it says. */
  readonly reason?: string;
  readonly count: number;
}

/** What came of the same request, sent many times. Plain JSON. */
export interface RequestReport {
  readonly requests: number;
  readonly answered: number;
  readonly answers: readonly AnswerCount[];
  /** Requests without an answer. */
  readonly failures: readonly { readonly reason: string; readonly count: number }[];
  readonly elapsedMs: number;
  readonly latencyMs: Latency;
  /** The answer that came last. */
  readonly last?: {
    readonly status: number;
    readonly statusText: string;
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly body: string;
  };
}

/** Sends requests and counts answers by status, pod and what an error says. */
export async function sendCounted(
  send: SendLoad,
  load: Omit<LoadOptions, 'onOutcome'>,
  onRequests?: OnRequests,
): Promise<RequestReport> {
  const answers = counter<Omit<AnswerCount, 'count'>>();
  const failures = counter<{ readonly reason: string }>();
  let last: RequestReport['last'];
  const onOutcome = (outcome: LoadOutcome) => {
    if ('error' in outcome) return failures.add({ reason: outcome.error });
    const { status, headers, body } = outcome;
    answers.add(describe(outcome));
    last = { status, statusText: STATUS_CODES[status] ?? '', headers, body };
  };
  const { durationsMs, elapsedMs } = await sendTimed(send, { ...load, onOutcome }, onRequests);
  return {
    requests: durationsMs.length,
    answered: durationsMs.length - failures.all().reduce((sum, { count }) => sum + count, 0),
    answers: answers.all(),
    failures: failures.all(),
    elapsedMs,
    latencyMs: latencyOf(durationsMs),
    ...(last && { last }),
  };
}

type Answered = Extract<LoadOutcome, { readonly status: number }>;

/** What an answer is counted by. */
function describe({ status, headers, body }: Answered): Omit<AnswerCount, 'count'> {
  const pod = String(headers['x-served-by'] ?? '')
    .split('/')
    .at(-1);
  const json = readJson(body);
  const said = json ? [json.title, json.detail].filter(Boolean).join(': ') : (body.split('\n')[0] ?? '');
  const reason = status >= 400 ? said.trim().slice(0, 120) : '';
  return { status, ...(pod && { pod }), ...(reason && { reason }) };
}

/** A problem (RFC 9457). */
interface Problem {
  readonly title?: string;
  readonly detail?: string;
}

function readJson(body: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Counts things that are alike; the most frequent first. */
function counter<Thing extends object>() {
  const counts = new Map<string, Thing & { count: number }>();
  return {
    add: (thing: Thing): void => {
      const key = JSON.stringify(thing);
      const entry = counts.get(key) ?? { ...thing, count: 0 };
      entry.count += 1;
      counts.set(key, entry);
    },
    all: () => [...counts.values()].sort((a, b) => b.count - a.count),
  };
}
