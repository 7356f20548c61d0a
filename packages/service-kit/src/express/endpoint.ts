import type { ZodType } from 'zod';

/** What a handler gets besides its input. */
export type Call = {
  /** Aborted when the caller has gone; to be passed to every call made for this one. */
  readonly signal: AbortSignal;
  /** When the request's handling began, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
};

/** `POST path` with a JSON body of the schema's shape; answers 200 with what the handler returns, as JSON. */
export type Endpoint<Input> = {
  readonly path: string;
  readonly input: ZodType<Input>;
  /** Throws HttpProblem to answer with a problem. */
  handle(input: Input, call: Call): unknown;
};
