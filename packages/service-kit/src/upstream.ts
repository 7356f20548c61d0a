import type { ZodType } from 'zod';
import { HttpProblem } from './problem.ts';
import { readSidecarReply } from './sidecar-reply.ts';

export type UpstreamCall<T> = {
  /** The name of the hop in problems, e.g. `ml`. */
  readonly upstream: string;
  readonly url: string;
  /** Sent as JSON by POST. */
  readonly body: unknown;
  readonly schema: ZodType<T>;
  readonly timeoutMs: number;
  /** Aborted when the caller has gone; the call is then aborted too. */
  readonly signal: AbortSignal;
};

/** The caller went away before there was an answer: nobody is left to answer to. */
export class CallerGone extends Error {
  constructor() {
    super('the caller closed the connection before it was answered');
    this.name = 'CallerGone';
  }
}

/**
 * Calls another service and returns its answer, checked against the schema. Trace context, x-request-id and x-canary
 * are added by the telemetry preload.
 *
 * @throws HttpProblem 504 after `timeoutMs` or when the hop itself timed out; 502 for any other failure; both name
 *   the hop in `upstream`, the deepest one if the service called passes on a failure of its own upstream
 * @throws CallerGone when `signal` is aborted
 */
export async function callUpstream<T>(call: UpstreamCall<T>): Promise<T> {
  // Not AbortSignal.timeout and AbortSignal.any: until its time is up, such a signal keeps all that the request held,
  // which at a thousand requests a second is hundreds of megabytes.
  const deadline = new AbortController();
  const ended = new AbortController();
  const timer = setTimeout(() => deadline.abort(), call.timeoutMs);
  const end = () => ended.abort();
  for (const signal of [deadline.signal, call.signal]) signal.addEventListener('abort', end, { once: true });
  if (call.signal.aborted) end();
  try {
    const response = await fetch(call.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(call.body),
      redirect: 'error',
      signal: ended.signal,
    });
    // The body is read in any case: the client span ends and the connection is free only then.
    const text = await response.text();
    if (!response.ok) throw failedAnswer(call.upstream, response, text);
    return parseAnswer(call, text);
  } catch (error) {
    throw asProblem(call, deadline.signal, error);
  } finally {
    clearTimeout(timer);
    call.signal.removeEventListener('abort', end);
  }
}

function parseAnswer<T>({ upstream, schema }: UpstreamCall<T>, text: string): T {
  const answer = schema.safeParse(parseJson(text));
  if (answer.success) return answer.data;
  const where = answer.error.issues.map((issue) => `/${issue.path.join('/')}`).join(', ');
  throw badGateway(upstream, `${upstream} answered with a body of another shape (${where})`, {});
}

function failedAnswer(upstream: string, response: Response, text: string): HttpProblem {
  const problem = parseJson(text) as { upstream?: unknown; detail?: unknown; status?: unknown } | undefined;
  const deeper = typeof problem?.upstream === 'string' ? problem.upstream : undefined;
  const sidecar = readSidecarReply(response.headers, text);
  const reason = sidecar?.message ?? (typeof problem?.detail === 'string' ? problem.detail : '');
  const extensions = {
    upstream: deeper ?? upstream,
    upstreamStatus: response.status,
    ...(sidecar && { sidecar }),
  };
  const detail = `${upstream} answered ${response.status}${reason && `: ${reason}`}`;
  if (response.status !== 504) return badGateway(upstream, detail, extensions);
  return new HttpProblem(504, detail, {
    name: 'upstream-timeout',
    title: `${extensions.upstream} took too long`,
    extensions,
  });
}

function asProblem<T>(
  { upstream, timeoutMs, signal }: UpstreamCall<T>,
  deadline: AbortSignal,
  error: unknown,
): Error {
  if (error instanceof HttpProblem) return error;
  if (signal.aborted) return new CallerGone();
  const title = `${upstream} took too long`;
  if (deadline.aborted) {
    const detail = `${upstream} did not answer within ${timeoutMs} ms`;
    return new HttpProblem(504, detail, { name: 'upstream-timeout', title, extensions: { upstream } });
  }
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  return new HttpProblem(
    502,
    `${upstream} could not be reached: ${cause?.code ?? cause?.message ?? String(error)}`,
    {
      name: 'upstream-unreachable',
      title: `${upstream} could not be reached`,
      extensions: { upstream },
      cause: error,
    },
  );
}

function badGateway(upstream: string, detail: string, extensions: Record<string, unknown>): HttpProblem {
  const named = { upstream, ...extensions };
  return new HttpProblem(502, detail, {
    name: 'upstream-error',
    title: `${named.upstream} failed`,
    extensions: named,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
