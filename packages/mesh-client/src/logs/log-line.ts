import { parseClusterName } from '@lab/istio';
import type { LogFile } from './log-files.ts';

/** One line of a log, as a person reads it. */
export interface LogLine {
  /** Milliseconds since the epoch; undefined for a line that does not say. */
  readonly time?: number;
  readonly level?: string;
  readonly text: string;
}

/**
 * What Envoy warns of in every lab, and nobody has to do anything about: fields that Istio sets though they are
 * deprecated (an error from the same source is not among it), and a limit that a sidecar does not have.
 */
const NOISE = /\[warning\]\[(misc|main)\].*(Deprecated field|There is no configured limit to the number of)/;

/** Whether Envoy says in a line what it says in every lab. */
export function isNoise({ part }: Pick<LogFile, 'part'>, line: string): boolean {
  return part === 'envoy' && NOISE.test(line);
}

/** `[date][thread][level][component] [file.cc:line] text`, in the time of this machine. */
const ENVOY = /^\[([\d-]+) ([\d:.]+)\]\[\d+\]\[(\w+)\]\[([\w-]+)\](?: \[[^\]]+\])? (.*)$/;

/** Reads a line of an application's (JSON, or whatever it wrote), of an access log (Istio's JSON) or of Envoy's own. */
export function readLine({ part }: Pick<LogFile, 'part'>, line: string): LogLine {
  if (part === 'envoy') return readEnvoyLine(line);
  const fields = part === 'lab' ? undefined : parseObject(line);
  if (!fields) return { text: line };
  return part === 'access' ? readAccess(fields) : readApplication(fields);
}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(line: string): Fields | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Fields;
  } catch {
    return undefined;
  }
}

function readEnvoyLine(line: string): LogLine {
  const [, date, time, level, component, text] = ENVOY.exec(line) ?? [];
  if (text === undefined) return { text: line };
  return {
    ...timeOf(`${date}T${time}`),
    ...(level !== undefined && { level }),
    text: `${component}: ${text}`,
  };
}

/** Whose line it is stands before it; of what a trace needs, its id leads to the rest. --json has them all. */
const NOT_SHOWN = ['service', 'version', 'pod', 'namespace', 'span_id', 'trace_flags', 'request_id'];

function readApplication({ time, level, message, msg, trace_id, ...others }: Fields): LogLine {
  const fields = { ...others, trace_id };
  const shown = Object.entries(fields).filter(
    ([name, value]) => !NOT_SHOWN.includes(name) && value !== undefined,
  );
  const stack = shown.flatMap(([, value]) => stackOf(value));
  const pairs = shown.map(([name, value]) => `${name}=${plain(value)}`);
  const text = [message ?? msg, ...pairs].filter((part) => part !== undefined).join(' ');
  return {
    ...timeOf(time),
    ...(typeof level === 'string' && { level }),
    text: [text, ...stack].join('\n'),
  };
}

/** pino writes an error with its type, message and stack. */
function stackOf(value: unknown): string[] {
  const stack = (value as { stack?: unknown } | null)?.stack;
  return typeof stack === 'string' ? stack.split('\n').map((line) => `    ${line.trim()}`) : [];
}

function plain(value: unknown): string {
  const { message, stack } = (value ?? {}) as { message?: unknown; stack?: unknown };
  if (typeof stack === 'string') return JSON.stringify(message);
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}

/** The fields of Istio's access log that say what became of a request. */
function readAccess(fields: Fields): LogLine {
  const { method, authority, path, response_code: code, duration, upstream_cluster: cluster } = fields;
  const flags = fields.response_flags === '-' ? undefined : fields.response_flags;
  // A refusal by a policy has no flag; an error of the application itself is `via_upstream`.
  const isProxyError = Number(code) >= 400 && fields.response_code_details !== 'via_upstream';
  const details = flags || isProxyError ? fields.response_code_details : undefined;
  const failure = fields.upstream_transport_failure_reason ?? (details === '-' ? undefined : details);
  // A connection of TCP has no method.
  const what = method
    ? `${method} ${authority ?? ''}${path ?? ''}`
    : `connection to ${fields.downstream_local_address}`;
  const parts = [
    code || '–',
    what,
    `${duration} ms`,
    cluster && `→ ${clusterText(String(cluster))}`,
    flags,
    failure,
  ];
  const level = flags || Number(code) >= 500 ? 'warn' : undefined;
  return {
    ...timeOf(fields.start_time),
    ...(level && { level }),
    text: parts.filter((part) => part !== undefined && part !== null && part !== '').join(' '),
  };
}

/** `outbound|8080|canary|backend-service.backend.svc.cluster.local` → `outbound 8080 canary backend-service.backend`. */
function clusterText(cluster: string): string {
  const name = parseClusterName(cluster);
  if (!name) return cluster;
  const { direction, port, subset, hostname } = name;
  const parts = [direction, port, subset, hostname.replace(/\.svc\.cluster\.local/, '')];
  return parts.filter(Boolean).join(' ');
}

function timeOf(text: unknown): { readonly time?: number } {
  const time = Date.parse(String(text));
  return Number.isNaN(time) ? {} : { time };
}
