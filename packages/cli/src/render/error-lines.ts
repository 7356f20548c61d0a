import type { Paint } from '../terminal.ts';

/**
 * An error as a person should see it. The packages' own errors have a code and a remedy and need no stack;
 * anything else is a fault in the lab itself and shows where it came from.
 */
export function errorLines(error: unknown, paint: Paint): string[] {
  if (!(error instanceof Error)) return [paint('red', `error: ${String(error)}`)];
  const { code, remedy } = error as Error & { code?: unknown; remedy?: unknown };
  if (typeof remedy !== 'string') return [paint('red', error.stack ?? error.message)];
  return [`${paint('red', 'error')} ${paint('bold', String(code))} ${error.message}`, `  ${remedy}`];
}
