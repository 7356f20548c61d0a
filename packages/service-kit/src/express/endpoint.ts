import type { ZodType } from 'zod';
import type { Call } from '../call.ts';

/** `POST path` with a JSON body of the schema's shape; answers 200 with what the handler returns, as JSON. */
export type Endpoint<Input> = {
  readonly path: string;
  readonly input: ZodType<Input>;
  /**
   * Puts `call.hops()` into its answer and `call` into every `callUpstream`, so that callers can tell the whole way.
   * Throws HttpProblem to answer with a problem.
   */
  handle(input: Input, call: Call): unknown;
};
