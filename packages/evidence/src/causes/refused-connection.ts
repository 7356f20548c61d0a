import type { AccessLogEntry } from '../access-log-entry.ts';
import type { Incident } from '../incident.ts';

/** The line of a connection for which a listener had no filter chain: at the end where it failed, or at the other. */
export function refusedConnection({ origin, callee }: Incident): AccessLogEntry | undefined {
  return [origin, callee].find(
    (entry) => entry?.flags.has('NR') && entry.status === 0 && entry.method === undefined,
  );
}
