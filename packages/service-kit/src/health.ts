import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whether the service takes new work. It is alive in all states. */
export type Readiness = {
  draining: boolean;
  /** An injected fault: it says that it does not, although it does. */
  readonly isUnready?: boolean;
};

/** Paths that kubelet asks. They are neither traced nor logged: at one every few seconds they would hide the rest. */
export const probePaths: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

export function isProbe(request: IncomingMessage): boolean {
  return probePaths.has(pathOf(request));
}

/** Answers `/healthz` (200 while the process runs) and `/readyz` (503 while it drains, or was told to say so). */
export function answerProbe(
  request: IncomingMessage,
  response: ServerResponse,
  { draining, isUnready = false }: Readiness,
): void {
  const ready = pathOf(request) === '/healthz' || !(draining || isUnready);
  const reason = draining ? 'draining' : 'FAULT_UNREADY is set';
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ status: ready ? 'ok' : reason }));
}

/** The path of the request's target, without the query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}
