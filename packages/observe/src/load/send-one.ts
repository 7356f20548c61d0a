import { type Agent, type IncomingHttpHeaders, request } from 'node:http';

/** By name; several values of one name are as many headers. */
export type RequestHeaders = Readonly<Record<string, string | string[]>>;

/** One HTTP request, which may be sent many times. */
export interface LoadRequest {
  readonly url: URL;
  readonly method?: string;
  readonly headers?: RequestHeaders;
  readonly body?: string;
  /** Milliseconds for one request, from sending to the end of its body. */
  readonly timeoutMs: number;
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

/** Sends it once. A failure is an outcome like any other and never thrown. */
export function sendOne(load: LoadRequest, agent: Agent): Promise<LoadOutcome> {
  const { url, method = 'GET', headers, body, timeoutMs, signal } = load;
  const start = performance.now();
  const durationMs = () => performance.now() - start;
  return new Promise((resolve) => {
    const end = (outcome: LoadOutcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const fail = (error: NodeJS.ErrnoException) =>
      end({ durationMs: durationMs(), error: error.code === 'ABORT_ERR' ? 'given up' : reason(error) });
    const outgoing = request(url, { agent, method, headers, ...(signal && { signal }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        end({
          durationMs: durationMs(),
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    // Not AbortSignal.timeout: until its time is up, such a signal keeps all that the request held.
    const timer = setTimeout(() => {
      end({ durationMs: durationMs(), error: `no answer within ${timeoutMs} ms` });
      outgoing.destroy();
    }, timeoutMs);
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

function reason(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message;
}
