import { type ErrorCode, LabError } from '@lab/errors';

/** A failure as it travels to another process, in JSON. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/** Any error as a failure: one of the lab's own keeps its code and remedy. */
export function failureOf(error: unknown): Failure {
  const { message } = error as Error;
  if (error instanceof LabError) return { code: error.code, message, remedy: error.remedy };
  return { code: 'CONTROL', message, remedy: 'Read the log of the lab: `./lab logs lab`.' };
}
