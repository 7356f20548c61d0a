import { existsSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A line of Istio's JSON access log, the fields that are read here. */
export interface LogLine {
  readonly downstream_local_address: string | null;
  readonly response_code: number;
  readonly response_code_details: string | null;
  readonly connection_termination_details: string | null;
  readonly response_flags: string | null;
  readonly upstream_cluster: string | null;
  readonly upstream_host: string | null;
}

/** Reads what an Envoy notes of the connections to one of its listeners. */
export interface AccessLogReader {
  /** The lines since the last call, as soon as there are `count`, or those that there are after `limitMs` milliseconds. */
  next(count: number, limitMs: number): Promise<LogLine[]>;
}

/**
 * From now on; an Envoy writes its log ten times a second.
 *
 * @param localAddresses `ADDRESS:PORT` of the listener, as the log may write it
 */
export function readAccessLog(
  path: string,
  localAddresses: readonly string[],
  direction: 'inbound' | 'outbound',
): AccessLogReader {
  // A pod may call itself, and where pods share an address only the cluster tells which of the two a line is of.
  const isOther = ({ upstream_cluster: cluster }: LogLine) =>
    cluster !== null && /^inbound/i.test(cluster) !== (direction === 'inbound');
  let offset = existsSync(path) ? statSync(path).size : 0;
  return {
    next: async (count, limitMs) => {
      const lines: LogLine[] = [];
      for (const deadline = Date.now() + limitMs; lines.length < count && Date.now() < deadline; ) {
        await sleep(20);
        if (!existsSync(path)) continue;
        const fresh = readFileSync(path).subarray(offset);
        const end = fresh.lastIndexOf('\n') + 1;
        offset += end;
        const read = fresh.subarray(0, end).toString('utf8').split('\n').filter(Boolean);
        lines.push(
          ...read
            .map((line) => JSON.parse(line) as LogLine)
            .filter((line) => localAddresses.includes(line.downstream_local_address ?? '') && !isOther(line)),
        );
      }
      return lines;
    },
  };
}
