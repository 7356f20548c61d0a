import type { RequestRow } from '../../../protocol.ts';

/** What a person looks for; empty texts filter nothing. They are the query of the address. */
export interface RequestFilter {
  /** In method, host, path or id. */
  readonly text: string;
  /** `failed`, a status, or its class: `5xx`. */
  readonly status: string;
  /** Of any tier on its way. */
  readonly version: string;
  /** Code of a cause. */
  readonly cause: string;
  /** Milliseconds at least. */
  readonly atLeast: string;
  /** `FROM>TO`: a call that was made for it. */
  readonly edge: string;
}

export const FILTER_NAMES = [
  'text',
  'status',
  'version',
  'cause',
  'atLeast',
  'edge',
] as const satisfies readonly (keyof RequestFilter)[];

/** The filter in an address's query. */
export function filterOf(query: Readonly<Record<string, string>>): RequestFilter {
  const values = FILTER_NAMES.map((name) => [name, query[name] ?? '']);
  return Object.fromEntries(values) as unknown as RequestFilter;
}

/**
 * Whether a request is one that is looked for.
 *
 * @param causes codes of its causes, as far as they are known
 */
export function matches(row: RequestRow, filter: RequestFilter, causes: readonly string[] = []): boolean {
  const { text, status, version, cause, atLeast, edge } = filter;
  const { method = '', host = '', path = '', id, durationMs, hops } = row;
  const words = `${method} ${host}${path} ${id}`.toLowerCase();
  return (
    words.includes(text.trim().toLowerCase()) &&
    (status === '' || hasStatus(row, status)) &&
    (version === '' || hops.some((hop) => hop.version === version)) &&
    (cause === '' || causes.includes(cause)) &&
    durationMs >= (Number(atLeast) || 0) &&
    (edge === '' || hops.some((hop) => hop.edge === edge))
  );
}

function hasStatus({ status, failed }: RequestRow, wanted: string): boolean {
  if (wanted === 'failed') return failed;
  return wanted.endsWith('xx') ? String(status).startsWith(wanted.slice(0, -2)) : String(status) === wanted;
}
