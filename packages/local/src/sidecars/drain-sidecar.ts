import { setTimeout as sleep } from 'node:timers/promises';
import { type AdminClient, DRAIN_SECONDS } from '@lab/envoy';
import type { Pod } from '@lab/istio';

/** Requests that callers sent just before they heard of the change are still on their way. */
const SETTLE_MS = 250;

/**
 * Drains an Envoy: answers tell callers to use another connection. Returns when no request is active any more,
 * or after `graceMs` milliseconds.
 *
 * A sidecar keeps its listeners, since its application may still have calls to make. A gateway closes its own:
 * the one that takes its place listens on the same port, and new connections are to go there.
 */
export async function drainSidecar(admin: AdminClient, proxy: Pod['proxy'], graceMs: number): Promise<void> {
  const deadline = Date.now() + graceMs;
  const isGateway = proxy === 'gateway';
  await admin.drain(!isGateway);
  await sleep(isGateway ? DRAIN_SECONDS * 1_000 + SETTLE_MS : SETTLE_MS);
  for (let quiet = 0; quiet < 3 && Date.now() < deadline; ) {
    const active = await activeRequests(admin);
    quiet = active === 0 ? quiet + 1 : 0;
    await sleep(50);
  }
}

/** Active requests of all connection managers save the admin interface's own (Envoy, "HTTP connection manager statistics"). */
async function activeRequests(admin: AdminClient): Promise<number> {
  let active = 0;
  for (const [name, value] of await admin.stats('^http\\..*downstream_rq_active$')) {
    if (!name.startsWith('http.admin.')) active += value;
  }
  return active;
}
