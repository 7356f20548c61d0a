import { STATUS_CODES } from 'node:http';
import { type Hop, type LoadOutcome, type RequestHeaders, sendLoad } from '@lab/observe';
import type { GatewayAddress } from '../gateway-address.ts';
import { type LoadTimes, type OnRequests, sendTimed } from './send-timed.ts';

/** Requests to the application of the project. */
export interface ClassificationLoad {
  readonly gateway: GatewayAddress;
  /** What the application is to sort. */
  readonly item: string;
  readonly headers: RequestHeaders;
  readonly requests: number;
  readonly concurrency: number;
  /** Milliseconds to wait for one answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Requests that failed for the same reason. */
export interface FailedRequests {
  readonly count: number;
  /** 0 for no answer. */
  readonly status: number;
  /** The last one's trace, where the answer names it. */
  readonly traceId?: string;
}

export interface GatewayResponses extends LoadTimes {
  /** The hops of each answered request. */
  readonly hops: readonly (readonly Hop[])[];
  /** The requests that failed, by what went wrong. */
  readonly failures: ReadonlyMap<string, FailedRequests>;
  readonly lastTraceId?: string;
}

/** What the application answers with the hops of a request: `POST`, below the gateway. */
export const CLASSIFY_PATH = '/api/classify';

/** Asks the application's `POST /api/classify` through the gateway, many times, or until `signal` is aborted. */
export async function sendClassifications(
  load: ClassificationLoad,
  onRequests?: OnRequests,
): Promise<GatewayResponses> {
  const { gateway } = load;
  const hops: Hop[][] = [];
  const failures = new Map<string, FailedRequests>();
  let lastTraceId: string | undefined;
  const onOutcome = (outcome: LoadOutcome) => {
    const read = readOutcome(outcome);
    if ('reason' in read) {
      const { reason, ...trace } = read;
      const before = failures.get(reason);
      failures.set(reason, { ...before, ...trace, count: (before?.count ?? 0) + 1 });
    } else {
      hops.push(read.hops);
      lastTraceId = read.traceId ?? lastTraceId;
    }
  };
  const request = {
    url: new URL(`http://${gateway.address ?? '127.0.0.1'}:${gateway.port}${CLASSIFY_PATH}`),
    method: 'POST',
    headers: { ...load.headers, host: gateway.host, 'content-type': 'application/json' },
    body: JSON.stringify({ item: load.item }),
    total: load.requests,
    concurrency: load.concurrency,
    timeoutMs: load.timeoutMs,
    signal: load.signal,
    onOutcome,
  };
  const times = await sendTimed(sendLoad, request, onRequests);
  return { hops, failures, ...times, ...(lastTraceId && { lastTraceId }) };
}

interface Answer {
  readonly hops?: Hop[];
  readonly traceId?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly upstream?: string;
}

type Read = ({ readonly hops: Hop[] } | { readonly reason: string; readonly status: number }) & {
  readonly traceId?: string;
};

/** The hops of an answer, or why there is none; and its trace, which answers and problems name. */
function readOutcome(outcome: LoadOutcome): Read {
  if ('error' in outcome) return { reason: outcome.error, status: 0 };
  const { status, body, headers } = outcome;
  const answer = parse(body);
  const trace = answer?.traceId ? { traceId: answer.traceId } : {};
  if (status === 200 && Array.isArray(answer?.hops)) return { ...trace, hops: answer.hops };
  const overload = headers['x-envoy-overloaded'] ? ' (overflow)' : '';
  // A problem (RFC 9457) from the application, or the sidecar's one line of text.
  const reason = answer
    ? [answer.title, answer.detail].filter(Boolean).join(': ')
    : body.trim().slice(0, 120);
  return {
    ...trace,
    status,
    reason: `${status}${overload} ${reason || (STATUS_CODES[status] ?? '')}`.trim(),
  };
}

function parse(body: string): Answer | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
