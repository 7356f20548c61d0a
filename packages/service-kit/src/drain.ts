import type { Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readiness } from './health.ts';

export type DrainOptions = {
  /** How long to go on accepting while `/readyz` says no, until callers have noticed, in milliseconds. */
  readonly delayMs: number;
  /** After this many milliseconds in all, connections still open are cut. */
  readonly graceMs: number;
};

/**
 * Proxies open connections for requests that are given up before they are sent. Node counts such a connection as busy;
 * one that is silent for this long, in milliseconds, while nothing is in flight has nothing to lose.
 */
const SILENCE_MS = 500;

/**
 * Stops a server without losing a request: not ready, then no new connections, then waits for what is in flight. An
 * answer sent meanwhile carries `connection: close`, so that no caller keeps a connection that is about to go.
 *
 * @returns whether everything in flight was finished within the grace period
 */
export async function drain(
  server: Server,
  inFlight: ReadonlySet<ServerResponse>,
  readiness: Readiness,
  { delayMs, graceMs }: DrainOptions,
): Promise<boolean> {
  readiness.draining = true;
  for (const response of inFlight) closeAfter(response);
  await sleep(Math.min(delayMs, graceMs));
  const cut = new AbortController();
  const closed = new Promise<true>((resolve) => server.close(() => resolve(true)));
  const late = sleep(graceMs - Math.min(delayMs, graceMs), false as const, { signal: cut.signal }).catch(
    () => false as const,
  );
  untilSilent(inFlight, cut.signal).then(
    () => server.closeAllConnections(),
    () => {},
  );
  const finished = await Promise.race([closed, late]);
  cut.abort();
  if (!finished) server.closeAllConnections();
  return finished;
}

async function untilSilent(inFlight: ReadonlySet<ServerResponse>, signal: AbortSignal): Promise<void> {
  const stepMs = 50;
  for (let silentMs = 0; silentMs < SILENCE_MS; silentMs = inFlight.size === 0 ? silentMs + stepMs : 0) {
    await sleep(stepMs, undefined, { signal });
  }
}

/** Tells the caller not to use this connection again, if the answer's head is not out yet. */
export function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
