import { readIstioTextLine } from './istio-text-format.ts';

/** What a proxy wrote of one request or connection. Fields that the format does not have are undefined. */
export interface AccessLogEntry {
  /** `NAMESPACE/NAME` of the proxy's pod. */
  readonly pod: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly durationMs: number;
  readonly method?: string;
  readonly authority?: string;
  /** Without the query, which may carry a token. */
  readonly path?: string;
  /** 0: nothing was answered. */
  readonly status: number;
  readonly flags: ReadonlySet<string>;
  readonly details?: string;
  /** Why a proxy closed the connection. */
  readonly connectionEnd?: string;
  readonly routeName?: string;
  readonly cluster?: string;
  readonly upstreamHost?: string;
  /** Every host that was tried, in order. */
  readonly hostsAttempted: readonly string[];
  readonly attempts?: number;
  readonly upstreamLocalAddress?: string;
  readonly downstreamLocalAddress?: string;
  /** The other end of the connection; what `x-forwarded-for` says where the format has nothing else. */
  readonly downstreamRemoteAddress?: string;
  readonly downstreamPeer?: string;
  readonly upstreamFailure?: string;
  readonly downstreamFailure?: string;
  readonly serverName?: string;
  readonly requestId?: string;
  readonly traceId?: string;
  /** Names of the fields in {@link DECISIVE} that the format does not have. */
  readonly lacks: readonly string[];
}

/** Fields without which a cause is likely at most: Istio's default formats have none of them. */
const DECISIVE = [
  'trace_id',
  'upstream_hosts_attempted',
  'upstream_attempt_count',
  'downstream_peer',
  'downstream_transport_failure_reason',
];

/**
 * Reads a line of an access log: in JSON by its field names, the lab's or Istio's, or in Istio's default text format.
 *
 * @param pod `NAMESPACE/NAME` of the pod whose proxy wrote it
 * @returns undefined for what is not such a line
 */
export function readAccessLogEntry(pod: string, line: string): AccessLogEntry | undefined {
  const fields = parseObject(line) ?? readIstioTextLine(line);
  const time = Date.parse(String(fields?.start_time));
  if (!fields || Number.isNaN(time)) return undefined;
  const text = (name: string) => optional(fields[name]);
  const attempts = Number(fields.upstream_attempt_count ?? Number.NaN);
  const given = {
    method: text('method'),
    authority: text('authority'),
    path: text('path')?.replace(/[?#].*$/, ''),
    details: text('response_code_details'),
    connectionEnd: text('connection_termination_details'),
    routeName: text('route_name'),
    cluster: text('upstream_cluster'),
    upstreamHost: text('upstream_host'),
    upstreamLocalAddress: text('upstream_local_address'),
    downstreamLocalAddress: text('downstream_local_address'),
    downstreamRemoteAddress: text('downstream_direct_remote_address') ?? text('downstream_remote_address'),
    downstreamPeer: text('downstream_peer'),
    upstreamFailure: text('upstream_transport_failure_reason'),
    downstreamFailure: text('downstream_transport_failure_reason'),
    serverName: text('requested_server_name'),
    requestId: text('request_id'),
    traceId: text('trace_id'),
  };
  return {
    ...{ pod, time, durationMs: Number(fields.duration) || 0, status: Number(fields.response_code) || 0 },
    flags: new Set((text('response_flags') ?? '').split(',').filter(Boolean)),
    hostsAttempted: (text('upstream_hosts_attempted') ?? '').split(',').filter(Boolean),
    lacks: DECISIVE.filter((name) => !(name in fields)),
    ...(Number.isNaN(attempts) ? {} : { attempts }),
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as typeof given),
  } as AccessLogEntry;
}

/** Whether the caller got an error, or nothing. */
export function isFailed({ status, flags, method }: AccessLogEntry): boolean {
  return status >= 400 || (status === 0 && (method !== undefined || flags.size > 0));
}

/** Whether a proxy wrote it about a call to its own pod. */
export function isInbound({ cluster, serverName, flags, method }: AccessLogEntry): boolean {
  if (cluster !== undefined) return /^[Ii]nbound/.test(cluster);
  return serverName?.startsWith('outbound_') || (method === undefined && flags.has('NR'));
}

/** The entry in a line: what was asked, what became of it, and where it went. */
export function entryText(entry: AccessLogEntry): string {
  const { status, flags, details, method, authority, path, cluster, upstreamHost } = entry;
  const parts = [
    status || 'no answer',
    [...flags].join(','),
    details,
    entry.connectionEnd,
    method ? `${method} ${authority ?? ''}${path ?? ''}` : `connection from ${entry.downstreamRemoteAddress}`,
    `${entry.durationMs} ms`,
    cluster && `→ ${cluster}`,
    upstreamHost,
    entry.upstreamFailure ?? entry.downstreamFailure,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function optional(value: unknown): string | undefined {
  return value === null || value === undefined || value === '' || value === '-' ? undefined : String(value);
}
