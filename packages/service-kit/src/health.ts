import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whether the service takes new work. It is alive in all states. */
export type Readiness = {
  draining: boolean;
  /** An injected fault: probes that it still answers with yes, before it says no although it serves. */
  readyProbes?: number;
};

/** Paths that kubelet asks. They are neither traced nor logged: at one every few seconds they would hide the rest. */
export const probePaths: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

export function isProbe(request: IncomingMessage): boolean {
  return probePaths.has(pathOf(request));
}

/** Answers `/healthz` (200 while the process runs) and `/readyz` (503 while it drains, or was told to say so). */
export function answerProbe(request: IncomingMessage, response: ServerResponse, readiness: Readiness): void {
  const ready = pathOf(request) === '/healthz' || isReady(readiness);
  const reason = readiness.draining ? 'draining' : 'FAULT_UNREADY_AFTER is set';
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ status: ready ? 'ok' : reason }));
}

function isReady(readiness: Readiness): boolean {
  if (readiness.readyProbes === undefined) return !readiness.draining;
  readiness.readyProbes -= 1;
  return !readiness.draining && readiness.readyProbes >= 0;
}

/** The path of the request's target, without the query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}
