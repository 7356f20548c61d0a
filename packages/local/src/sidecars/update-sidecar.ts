import { setTimeout as sleep } from 'node:timers/promises';
import type { AdminClient } from '@lab/envoy';
import type { AdsStream } from '../ads/ads-stream.ts';
import type { RejectedResource } from '../ads/rejected-resource.ts';
import type { ServedConfig } from '../ads/served-config.ts';

export interface SidecarUpdate {
  readonly admin: AdminClient;
  readonly ads: AdsStream;
  readonly next: ServedConfig;
}

/** What an Envoy has not made active of its configuration. */
export interface Shortfall {
  readonly rejected: readonly RejectedResource[];
  /** Whether it has not answered the last update within 10 s. */
  readonly isLate: boolean;
}

const DEADLINE_MS = 10_000;

/**
 * Brings an Envoy from one configuration to the next and drops nothing that either needs: secrets, clusters and endpoints
 * first, then routes and listeners, and only then are clusters removed. What Envoy rejects stays at its last version, and the
 * rest goes on, as istiod sends each type whatever became of the others; clusters are removed only when no route
 * and no listener of before is left.
 *
 * That order is one Envoy's. Envoys are updated side by side, as istiod does it, and a caller may have its clusters before the
 * server has its listener. STRICT for PERMISSIVE and back changes no caller: automatic mutual TLS sends TLS to either.
 * STRICT for DISABLE changes both sides, and requests fail in between; Istio's way is by PERMISSIVE, which takes both
 * (Istio documentation, "Security", "Updating authentication policies").
 */
export async function updateSidecar({ admin, ads, next }: SidecarUpdate): Promise<Shortfall> {
  const isInTime = (await bringClusters(ads, next)) && (await bringRoutes(admin, ads, next));
  const keepsOldRoutes = ads.rejected.some(({ kind }) => kind === 'routes' || kind === 'listeners');
  if (!isInTime || keepsOldRoutes) return { rejected: ads.rejected, isLate: !isInTime };
  const isLate = !(await areAnswered([ads.offer('clusters', next.clusters).answered]));
  return { rejected: ads.rejected, isLate };
}

/** Returns whether Envoy has answered in time. */
async function bringClusters(ads: AdsStream, next: ServedConfig): Promise<boolean> {
  const secrets = ads.offer('secrets', next.secrets);
  const endpoints = ads.offer('endpoints', next.endpoints);
  const clusters = ads.offer('clusters', next.clusters, true);
  const warmed = ads.repeat('endpoints', clusters.changed);
  return areAnswered([secrets.answered, endpoints.answered, clusters.answered, warmed]);
}

async function bringRoutes(admin: AdminClient, ads: AdsStream, next: ServedConfig): Promise<boolean> {
  const routes = ads.offer('routes', next.routes);
  const listeners = ads.offer('listeners', next.listeners);
  if (!(await areAnswered([routes.answered, listeners.answered]))) return false;
  return listeners.changed.length === 0 || areListenersWarm(admin);
}

/** Whether Envoy answers in time, well or not. */
async function areAnswered(answers: readonly Promise<void>[]): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(resolve, DEADLINE_MS, false);
  try {
    return await Promise.race([Promise.all(answers).then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Envoy's answer on listeners, unlike that on clusters, does not wait until they have their routes and certificates. */
async function areListenersWarm(admin: AdminClient): Promise<boolean> {
  const deadline = Date.now() + DEADLINE_MS;
  for (let pauseMs = 5; Date.now() < deadline; pauseMs = Math.min(pauseMs * 2, 100)) {
    const stats = await admin.usedStats('total_listeners_warming$');
    if (!stats.get('listener_manager.total_listeners_warming')) return true;
    await sleep(pauseMs);
  }
  return false;
}
