import { type Hop, type LoadOutcome, sendLoad } from '@lab/observe';

/** Where requests go in, and how many. */
export interface Classifications {
  /** `ADDRESS:PORT` of the gateway or of an outbound listener. */
  readonly at: string;
  readonly host: string;
  readonly path: string;
  readonly requests: number;
  readonly concurrency: number;
  readonly canary?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** What the caller got. */
export interface Answer {
  readonly status: number;
  /** Envoy's `x-envoy-overloaded`: a limit of the caller's connection pool was reached. */
  readonly overloaded: boolean;
  readonly text: string;
  /** The answer's JSON, a problem (RFC 9457) where it failed; empty for anything else. */
  readonly body: {
    readonly hops?: readonly (Hop & { readonly pod: string })[];
    readonly upstream?: string;
    readonly upstreamStatus?: number;
    readonly detail?: string;
    readonly sidecar?: { readonly flag?: string };
  };
}

/** Asks for an item to be sorted. Requests that were given up have no answer. @throws Error for any other that has none */
export async function classify({ at, canary, signal, ...load }: Classifications): Promise<Answer[]> {
  const outcomes: LoadOutcome[] = [];
  await sendLoad({
    url: new URL(`http://${at}${load.path}`),
    method: 'POST',
    headers: {
      ...load.headers,
      host: load.host,
      'content-type': 'application/json',
      ...(canary && { 'x-canary': 'true' }),
    },
    body: JSON.stringify({ item: 'glass bottle' }),
    total: load.requests,
    concurrency: load.concurrency,
    timeoutMs: 300_000,
    ...(signal && { signal }),
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  return outcomes.flatMap((outcome) => (signal?.aborted ? [] : readAnswer(outcome)));
}

function readAnswer(outcome: LoadOutcome): Answer {
  if ('error' in outcome) throw new Error(`no answer: ${outcome.error}`);
  const { status, headers, body: text } = outcome;
  const isJson = /^application\/(problem\+)?json/.test(headers['content-type'] ?? '');
  return {
    status,
    overloaded: headers['x-envoy-overloaded'] === 'true',
    text,
    body: isJson ? JSON.parse(text) : {},
  };
}
