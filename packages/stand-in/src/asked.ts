/** What a request asks of a stand-in, beside an answer. */
export interface Asked {
  /** URLs to call before it answers. */
  readonly calls: readonly string[];
  /** Milliseconds to wait. */
  readonly delayMs: number;
  /** HTTP status to answer with. */
  readonly status?: number;
  /** Whether to end the connection in place of an answer. */
  readonly reset: boolean;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const LONGEST_DELAY_MS = 60_000;

/**
 * Reads `?call=URL` and the headers `x-stand-in-…` of a request. A web page cannot set these headers, but it can have a browser
 * fetch any URL: what a browser sends for another site's page asks for nothing (Fetch Metadata Request Headers,
 * `Sec-Fetch-Site`).
 */
export function askedOf(path: string, headers: Headers): Asked {
  const site = first(headers['sec-fetch-site']);
  if (site !== undefined && site !== 'none' && site !== 'same-origin')
    return { calls: [], delayMs: 0, reset: false };
  const query = new URLSearchParams(path.split('?')[1] ?? '');
  const inHeader =
    first(headers['x-stand-in-call'])
      ?.split(/[\s,]+/)
      .filter(Boolean) ?? [];
  const status = Number(first(headers['x-stand-in-status']));
  const delay = Number(first(headers['x-stand-in-delay']));
  return {
    calls: [...query.getAll('call'), ...inHeader],
    delayMs: delay > 0 ? Math.min(delay, LONGEST_DELAY_MS) : 0,
    ...(Number.isInteger(status) && status >= 200 && status <= 599 && { status }),
    reset: first(headers['x-stand-in-reset']) === 'true',
  };
}

function first(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
