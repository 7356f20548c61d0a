import { type AccessLogEntry, isFailed, readAccessLogEntry } from '@lab/evidence';
import type { AccessLog } from './access-log.ts';

/** Some lines of an access log. */
export interface ReadLines {
  readonly failed: () => readonly AccessLogEntry[];
  /** Entries whose lines have a text. */
  readonly having: (text: string) => readonly AccessLogEntry[];
}

/** An access log as far as it was read back; what was read once is kept while a question is answered. */
export interface ReadLog {
  /** When the request ended that the oldest line which was read is about, in milliseconds since the epoch. */
  readonly oldest: number;
  /** Nothing is left to read, or as many bytes of all logs were read as may be. */
  readonly state: 'more' | 'whole' | 'limit';
  /** Reads one block more; undefined where there is none. */
  readEarlier(): Promise<ReadLines | undefined>;
  /** Entries whose lines have a text, of what was read; only of blocks in which requests may have ended in a time. */
  having(text: string, ended?: TimeRange): readonly AccessLogEntry[];
}

/** Bytes that may be read of all access logs together, and how many were. */
export interface ReadBudget {
  limit: number;
  read: number;
}

/** Milliseconds since the epoch, both included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const ALWAYS: TimeRange = { from: -Infinity, to: Infinity };

/** Reads an access log back, within the budget of all. */
export function readBack(log: AccessLog, budget: ReadBudget): ReadLog {
  const blocks: (ReadLines & TimeRange)[] = [];
  let oldest = Infinity;
  let isWhole = false;
  return {
    get oldest() {
      return oldest;
    },
    get state() {
      return isWhole ? 'whole' : budget.read < budget.limit ? 'more' : 'limit';
    },
    readEarlier: async () => {
      const block = await log.earlier();
      isWhole = block === undefined;
      if (!block) return undefined;
      budget.read += block.length;
      const to = oldest;
      oldest = oldestIn(log.pod, block) ?? oldest;
      const lines = linesOf(log.pod, block);
      blocks.push({ ...lines, from: oldest, to });
      return lines;
    },
    having: (text, { from, to } = ALWAYS) =>
      blocks.filter((block) => block.from <= to && block.to >= from).flatMap((block) => block.having(text)),
  };
}

/** A line in JSON that need not be read to know that its request did not fail. */
const SUCCEEDED = /"response_code":\s*"?[123]\d\d\b/;

function linesOf(pod: string, block: Buffer): ReadLines {
  const entries = (lines: readonly string[]) => lines.flatMap((line) => readAccessLogEntry(pod, line) ?? []);
  return {
    failed: () => {
      const lines = block.toString('utf8').split('\n');
      return entries(lines.filter((line) => !SUCCEEDED.test(line))).filter(isFailed);
    },
    having: (text) => entries(linesWith(block, text)),
  };
}

/** Proxies write a request when it has ended: what the first line is about ended first. */
function oldestIn(pod: string, block: Buffer): number | undefined {
  for (let start = 0; start < block.length; ) {
    const end = lineEnd(block, start);
    const entry = readAccessLogEntry(pod, block.toString('utf8', start, end));
    if (entry) return entry.time + entry.durationMs;
    start = end + 1;
  }
  return undefined;
}

/** Lines that have a text, without decoding the others. */
function linesWith(block: Buffer, text: string): string[] {
  const lines: string[] = [];
  for (let at = block.indexOf(text); at !== -1; ) {
    const end = lineEnd(block, at);
    lines.push(block.toString('utf8', block.lastIndexOf('\n', at) + 1, end));
    at = block.indexOf(text, end);
  }
  return lines;
}

function lineEnd(block: Buffer, from: number): number {
  const end = block.indexOf('\n', from);
  return end === -1 ? block.length : end;
}
