import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { PodStatus } from '@lab/local';
import { vi } from 'vitest';
import { socketAddress } from './call-sidecar.ts';

/** A request on the wire, to the proxy of its sender. */
export interface SentRequest {
  /** `ADDRESS:PORT` */
  readonly at: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the proxy of the sender noted of a request. */
export interface Observed {
  readonly status: number;
  /** As a set, in alphabetical order. */
  readonly flags: readonly string[];
  readonly cluster?: string;
  /** `NAMESPACE/WORKLOAD` that it was sent to. */
  readonly workload?: string;
  /** Whether the status is one that came from there. */
  readonly isUpstream: boolean;
}

interface LogLine {
  readonly user_agent: string | null;
  readonly response_code: number;
  readonly response_code_details: string | null;
  readonly response_flags: string | null;
  readonly upstream_cluster: string | null;
  readonly upstream_host: string | null;
}

let sent = 0;

/** Sends requests by the proxy of a pod, each known by its User-Agent, and reads what its access log has of them. */
export async function observeRequests(
  pods: readonly PodStatus[],
  sender: PodStatus,
  requests: readonly SentRequest[],
): Promise<Observed[]> {
  const marks = requests.map(() => {
    sent += 1;
    return `probe=${process.pid}-${sent}`;
  });
  const queue = requests.map((request, index) => ({
    ...request,
    headers: { ...request.headers, 'user-agent': marks[index] ?? '' },
  }));
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await send(next);
  };
  await Promise.all(Array.from({ length: 20 }, work));
  return vi.waitFor(
    () => {
      const lines = readLog(sender.logs.access);
      return marks.map((mark) => {
        const line = lines.findLast(({ user_agent, upstream_cluster }) => {
          return user_agent === mark && !upstream_cluster?.startsWith('inbound|');
        });
        if (!line) throw new Error(`no line of ${sender.name} has ${mark}`);
        return observed(pods, line);
      });
    },
    { timeout: 60_000, interval: 100 },
  );
}

/** Resolves also where there is no answer: the log knows. */
function send({ at, method, host, path, headers }: SentRequest): Promise<void> {
  return new Promise((resolve) => {
    const options = { ...socketAddress(at), method, path, headers: { ...headers, host }, agent: false };
    const outgoing = httpRequest(options, (response) => {
      response.resume();
      response.on('close', () => resolve());
    });
    outgoing.on('error', () => resolve());
    outgoing.end();
  });
}

function readLog(path: string): LogLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.includes('probe=') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as LogLine);
}

function observed(pods: readonly PodStatus[], line: LogLine): Observed {
  const { response_flags: flags, upstream_cluster: cluster, upstream_host: host } = line;
  const pod = pods.find(({ addresses }) => host !== null && Object.values(addresses.inbound).includes(host));
  return {
    status: line.response_code,
    flags: (flags ?? '-')
      .split(',')
      .filter((flag) => flag !== '-')
      .sort(),
    ...(cluster && { cluster: cluster.replace(/@.*$/, '') }),
    ...(pod && { workload: `${pod.namespace}/${pod.workload}` }),
    isUpstream: line.response_code_details === 'via_upstream',
  };
}
