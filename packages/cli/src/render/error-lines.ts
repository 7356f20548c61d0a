import { errorPage, LabError } from '@lab/errors';
import type { Paint } from '../terminal.ts';

/**
 * An error as a person should see it. An error of the lab has a code and a remedy and needs no stack; anything else is a
 * fault in the lab itself and shows where it came from.
 */
export function errorLines(error: unknown, paint: Paint): string[] {
  if (!(error instanceof Error)) return [paint('red', `error: ${String(error)}`)];
  return error instanceof LabError
    ? failureLines(error, paint)
    : [paint('red', error.stack ?? error.message)];
}

/** The same of an error that has come from another process. */
export function failureLines(
  { code, message, remedy }: Pick<LabError, 'code' | 'message' | 'remedy'>,
  paint: Paint,
): string[] {
  const first = `${paint('red', 'error')} ${paint('bold', code)} ${message}`;
  return [first, `  ${remedy}`, paint('dim', `  see ${errorPage(code)}`)];
}
