import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface LoadOptions {
  readonly url: URL;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Requests in all. */
  readonly total: number;
  /** Requests in flight at a time; each has a keep-alive connection. */
  readonly concurrency: number;
  /** Milliseconds for one request, from sending to the end of its body. */
  readonly timeoutMs: number;
  /** Called as each request ends, in the order they end. */
  readonly onOutcome: (outcome: LoadOutcome) => void;
  /** Stops sending; requests in flight are given up and reported as failed. */
  readonly signal?: AbortSignal;
}

/** How one request ended: with a response of any status, or with an error before or during it. */
export type LoadOutcome = {
  /** Milliseconds. */
  readonly durationMs: number;
} & (
  | { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
  | { readonly error: string }
);

/**
 * Sends the same HTTP request many times. A failed request is an outcome like any other, is never sent again
 * and never thrown.
 */
export async function sendLoad(options: LoadOptions): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.concurrency });
  let remaining = options.total;
  const worker = async () => {
    while (remaining > 0 && !options.signal?.aborted) {
      remaining -= 1;
      options.onOutcome(await sendOne(options, agent));
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, options.total) }, worker));
  agent.destroy();
}

function sendOne(options: LoadOptions, agent: Agent): Promise<LoadOutcome> {
  const { url, method = 'GET', headers, body, timeoutMs } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const start = performance.now();
  const durationMs = () => performance.now() - start;
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) =>
      resolve({ durationMs: durationMs(), error: reason(error, timeout, timeoutMs) });
    const outgoing = request(url, { agent, method, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        resolve({
          durationMs: durationMs(),
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

function reason(error: NodeJS.ErrnoException, timeout: AbortSignal, timeoutMs: number): string {
  if (timeout.aborted) return `no answer within ${timeoutMs} ms`;
  return error.code === 'ABORT_ERR' ? 'given up' : (error.code ?? error.message);
}
