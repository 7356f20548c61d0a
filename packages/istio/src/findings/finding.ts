import type { FindingCode, Severity } from './catalogue.ts';
import { type ArgumentsOf, type Message, type MessageKey, message } from './message.ts';
import type { Place } from './place.ts';

/** One thing the configuration gets wrong. A finding is a value, it is never thrown. */
export interface Finding extends Place {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  /** What callers get while the configuration is in effect; of errors that take effect. */
  readonly callers?: string;
  /** What became of it in the lab that runs: `in effect: …`, `not applied: …`. Absent where nothing was to be applied. */
  readonly outcome?: string;
}

/** A finding with a message of the catalogue: `finding('LAB0307', { mode, host, workload }, at(resource, path))`. */
export function finding<Key extends MessageKey>(
  key: Key,
  args: ArgumentsOf<Key>[0] extends infer First ? (First extends undefined ? NoArguments : First) : never,
  place: Place = {},
): Finding {
  return findingOf(message(key, ...([args] as unknown as ArgumentsOf<Key>)), place);
}

type NoArguments = Readonly<Record<string, never>>;

/** A finding with a message that has been written already. */
export function findingOf({ code, severity, text, callers }: Message, place: Place = {}): Finding {
  return { code, severity, message: text, ...(callers !== undefined && { callers }), ...place };
}
