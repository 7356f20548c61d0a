import type { ErrorCode } from './error-codes.ts';

/**
 * Something around the lab is at fault, not the configuration of a person, which findings are about: a program that is
 * missing, a cluster that does not answer, a disk that is full. Nothing else is thrown to be read by people.
 */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: ErrorCode;
  /** What to do about this one: a sentence or a few. */
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

/** Whether something that was caught is the lab's own error of this code. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof LabError && error.code === code;
}

/** The section about a code, from the root of the repository: `docs/errors.md#tool_not_found`. */
export function errorPage(code: ErrorCode): string {
  return `docs/errors.md#${code.toLowerCase()}`;
}
