import type { ZodType } from 'zod';
import { type Call, millisecondsSince } from './call.ts';
import { type Hop, readHops } from './hop.ts';
import { readServedBy } from './identity.ts';
import { HttpProblem } from './problem.ts';
import { readSidecarReply } from './sidecar-reply.ts';

export type UpstreamCall<T> = {
  /** The request that this call is made for; it is told of the hops. */
  readonly call: Call;
  /** The name of the hop in problems, e.g. `ml`. */
  readonly upstream: string;
  readonly url: string;
  /** Sent as JSON by POST. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly schema: ZodType<T>;
  readonly timeoutMs: number;
};

/** The caller went away before there was an answer: nobody is left to answer to. */
export class CallerGone extends Error {
  constructor() {
    super('the caller closed the connection before it was answered');
    this.name = 'CallerGone';
  }
}

/**
 * Calls another service and returns its answer, checked against the schema; the hops that it tells of are added to
 * `call`, also those of a failure. Trace context, x-request-id and x-canary are added by the telemetry preload.
 *
 * @throws HttpProblem 504 after `timeoutMs` or when the hop itself timed out; 502 for any other failure; both name
 *   the hop in `upstream`, the deepest one if the service called passes on a failure of its own upstream
 * @throws CallerGone when the caller of `call` has gone
 */
export async function callUpstream<T>(upstreamCall: UpstreamCall<T>): Promise<T> {
  const { call, timeoutMs } = upstreamCall;
  // Not AbortSignal.timeout and AbortSignal.any: until its time is up, such a signal keeps all that the request held,
  // which at a thousand requests a second is hundreds of megabytes.
  const deadline = new AbortController();
  const ended = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  const end = () => ended.abort();
  for (const signal of [deadline.signal, call.signal]) signal.addEventListener('abort', end, { once: true });
  if (call.signal.aborted) end();
  try {
    return await exchange(upstreamCall, ended.signal);
  } catch (error) {
    throw asProblem(upstreamCall, deadline.signal, error);
  } finally {
    clearTimeout(timer);
    call.signal.removeEventListener('abort', end);
  }
}

async function exchange<T>(upstreamCall: UpstreamCall<T>, signal: AbortSignal): Promise<T> {
  const startedAt = performance.now();
  const response = await fetch(upstreamCall.url, {
    method: 'POST',
    headers: { ...upstreamCall.headers, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(upstreamCall.body),
    redirect: 'error',
    signal,
  });
  // The body is read in any case: the client span ends and the connection is free only then.
  const text = await response.text();
  const body = parseJson(text);
  if (!response.ok) throw failedAnswer(upstreamCall, response, { text, body });
  const { upstream, schema } = upstreamCall;
  const answer = schema.safeParse(body);
  if (!answer.success) {
    addFailedCall(upstreamCall, response);
    const where = answer.error.issues.map((issue) => `/${issue.path.join('/')}`).join(', ');
    throw badGateway(upstream, `${upstream} answered with a body of another shape (${where})`, {});
  }
  const hops = readHops(body) ?? hopsServedBy(response, millisecondsSince(startedAt));
  if (hops) upstreamCall.call.addHops(hops, throughSidecar(response));
  return answer.data;
}

function failedAnswer<T>(
  upstreamCall: UpstreamCall<T>,
  response: Response,
  { text, body }: { text: string; body: unknown },
): HttpProblem {
  const { call, upstream } = upstreamCall;
  const { status } = response;
  const problem = body as { upstream?: unknown; detail?: unknown } | undefined;
  const deeper = typeof problem?.upstream === 'string' ? problem.upstream : undefined;
  const sidecar = readSidecarReply(response.headers, text);
  const hops = sidecar ? undefined : readHops(body);
  if (hops) call.addHops(hops, { status, ...throughSidecar(response) });
  else addFailedCall(upstreamCall, response, { ...(sidecar && { sidecar }) });
  const reason = sidecar?.message ?? (typeof problem?.detail === 'string' ? problem.detail : '');
  const extensions = { upstream: deeper ?? upstream, upstreamStatus: status, ...(sidecar && { sidecar }) };
  const detail = `${upstream} answered ${status}${reason && `: ${reason}`}`;
  if (status !== 504) return badGateway(upstream, detail, extensions);
  return new HttpProblem(504, detail, {
    name: 'upstream-timeout',
    title: `${extensions.upstream} took too long`,
    extensions,
  });
}

function addFailedCall<T>({ call, upstream }: UpstreamCall<T>, response: Response, more = {}): void {
  const { version, pod } = readServedBy(response.headers.get('x-served-by')) ?? {};
  const servedBy = version && pod ? { version, pod } : {};
  call.addFailure({
    service: upstream,
    status: response.status,
    ...servedBy,
    ...throughSidecar(response),
    ...more,
  });
}

/** A service that tells of no hops still says which pod it is. */
function hopsServedBy({ headers }: Response, durationMs: number): [Hop] | undefined {
  const served = readServedBy(headers.get('x-served-by'));
  return served && [{ ...served, durationMs }];
}

/**
 * Whether the answer passed the sidecar of this pod. It writes its own name over what the sidecar of the other pod or
 * a gateway wrote, which is `istio-envoy`.
 *
 * Source: istio pilot/pkg/networking/core/listener_builder.go (ServerName of inbound listeners and gateways only);
 * Envoy's http_connection_manager.proto, server_name (`envoy` by default) and server_header_transformation (OVERWRITE)
 */
function throughSidecar({ headers }: Response): Pick<Hop, 'callerSidecar'> {
  return headers.get('server') === 'envoy' ? { callerSidecar: true } : {};
}

function asProblem<T>(
  { call, upstream, timeoutMs }: UpstreamCall<T>,
  deadline: AbortSignal,
  error: unknown,
): Error {
  if (error instanceof HttpProblem) return error;
  if (call.signal.aborted) return new CallerGone();
  call.addFailure({ service: upstream });
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
