import type { AccessLogEntry } from '@lab/evidence';
import type { PodStatus } from '@lab/local';
import { callOf } from '../feed/calls.ts';
import { requestRows } from '../feed/request-rows.ts';
import { trafficOf } from '../feed/traffic-window.ts';
import type { TrafficReader } from '../server/source.ts';
import { accessLogReader } from './access-log-reader.ts';

/**
 * The traffic of the lab, from the access logs of its proxies.
 *
 * @param note told of all that is read
 */
export function labTraffic(
  pods: () => readonly Pick<PodStatus, 'namespace' | 'name' | 'logs'>[],
  note: (entries: readonly AccessLogEntry[]) => void,
): TrafficReader {
  const logs = accessLogReader(pods, note);
  const rows = requestRows();
  return {
    read: async (places) => {
      const now = Date.now();
      const calls = logs.read().flatMap((entry) => callOf(entry, places) ?? []);
      const window = trafficOf(calls, now);
      return { ...(window && { window }), requests: rows.add(calls, now) };
    },
    requests: rows.rows,
    follow: logs.follow,
    close: logs.close,
  };
}
