import { type AccessLogEntry, readAccessLogEntry } from '@lab/evidence';
import type { PodStatus } from '@lab/local';
import { type LogTail, tailLog } from '../feed/tail-log.ts';

/** Bytes of all logs together that are read of the time before. */
const BEFORE = 2 * 1024 * 1024;
const MOST_OF_ONE = 256 * 1024;

export interface AccessLogReader {
  /** What came since it was read before. */
  read(): readonly AccessLogEntry[];
  /** Reads the logs of pods that have come since, too. */
  follow(): void;
  close(): void;
}

/**
 * Reads the access logs of the lab's proxies, each from a little before its end.
 *
 * @param note told of all that is read
 */
export function accessLogReader(
  pods: () => readonly Pick<PodStatus, 'namespace' | 'name' | 'logs'>[],
  note: (entries: readonly AccessLogEntry[]) => void = () => {},
): AccessLogReader {
  const tails = new Map<string, { readonly pod: string; readonly tail: LogTail }>();
  let isFirst = true;
  const follow = () => {
    const found = pods();
    // Of a pod that comes later, everything.
    const before = isFirst
      ? Math.min(MOST_OF_ONE, BEFORE / Math.max(found.length, 1))
      : Number.MAX_SAFE_INTEGER;
    for (const { namespace, name, logs } of found) {
      if (tails.has(logs.access)) continue;
      tails.set(logs.access, { pod: `${namespace}/${name}`, tail: tailLog(logs.access, before) });
    }
    isFirst = false;
  };
  follow();
  return {
    follow,
    read: () => {
      const entries = [...tails.values()].flatMap(({ pod, tail }) =>
        tail.read().flatMap((line) => readAccessLogEntry(pod, line) ?? []),
      );
      note(entries);
      return entries;
    },
    close: () => {
      for (const { tail } of tails.values()) tail.close();
      tails.clear();
    },
  };
}
