import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Call } from './call.ts';
import type { Hop } from './hop.ts';
import { sampledTraceId } from './trace-ids.ts';

/** The body of an error answer, RFC 9457, with the trace to look it up by, where it was sampled. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly traceId?: string;
  /** The service that failed, where this one only passes the failure on. */
  readonly upstream?: string;
  /** The way of the request as far as it came: the answering service first. */
  readonly hops?: readonly Hop[];
  readonly [extension: string]: unknown;
};

/** Names of our own problem types; each has a line in the README of this package. */
export type ProblemName =
  | 'invalid-input'
  | 'upstream-unreachable'
  | 'upstream-timeout'
  | 'upstream-error'
  | 'injected-fault';

export type ProblemOptions = {
  /** Without a name the type is `about:blank`: the problem is just what its HTTP status says. */
  readonly name?: ProblemName;
  readonly title?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
};

/** A failure that knows its HTTP answer. Thrown by handlers, turned into a response at the edge of the service. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly options: ProblemOptions;

  constructor(status: number, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'HttpProblem';
    this.status = status;
    this.options = options;
  }
}

/** What a problem is about. */
export type ProblemContext = {
  /** Path of the request. */
  readonly instance: string;
  /** The request's record, if its handling had begun. */
  readonly call?: Call | undefined;
};

/** The problem document for an error. Anything but an HttpProblem is a 500 that gives no inner detail away. */
export function toProblem(error: unknown, { instance, call }: ProblemContext): Problem {
  const known = error instanceof HttpProblem ? error : undefined;
  const status = known?.status ?? 500;
  const { name, title, extensions } = known?.options ?? {};
  const traceId = sampledTraceId();
  return {
    type: name ? `tag:lab.local,2026:${name}` : 'about:blank',
    title: title ?? STATUS_CODES[status] ?? 'Error',
    status,
    detail: known?.message ?? 'The service failed unexpectedly.',
    instance,
    ...extensions,
    ...(call && { hops: call.hops(status) }),
    ...(traceId && { traceId }),
  };
}

/** Headers of the answer to `error`. */
export function problemHeaders(error: unknown): Record<string, string> {
  const headers = error instanceof HttpProblem ? error.options.headers : undefined;
  return { ...headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
}

/** Answers with the problem; if headers are out already, ends the connection, since the answer cannot be told. */
export function sendProblem(response: ServerResponse, error: unknown, context: ProblemContext): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = toProblem(error, context);
  response.writeHead(problem.status, problemHeaders(error));
  response.end(JSON.stringify(problem));
}

/** The same answer for servers that speak `fetch`'s Response, such as Next.js route handlers. */
export function problemResponse(error: unknown, context: ProblemContext): Response {
  const problem = toProblem(error, context);
  return new Response(JSON.stringify(problem), { status: problem.status, headers: problemHeaders(error) });
}
