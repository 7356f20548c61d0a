import { setTimeout as sleep } from 'node:timers/promises';
import type { AdminClient } from '@lab/envoy';
import type { Cluster, ProxyConfig } from '@lab/istio';
import type { AdsStream, Answer } from '../ads/ads-stream.ts';
import { rejectionReason } from './rejection-reason.ts';

export interface SidecarUpdate {
  readonly admin: AdminClient;
  readonly ads: AdsStream;
  readonly previous: ProxyConfig;
  readonly next: ProxyConfig;
}

const DEADLINE_MS = 10_000;
const LATE = 'Envoy did not take the update within 10 s';

/**
 * Brings an Envoy from one configuration to the next and drops nothing that either needs: clusters and endpoints
 * first, then routes and listeners, and only then are clusters removed.
 *
 * That order is one Envoy's. Envoys are updated side by side, as istiod does it, and a caller may have its clusters before the
 * server has its listener. STRICT for PERMISSIVE and back changes no caller: automatic mutual TLS sends TLS to either.
 * STRICT for DISABLE changes both sides, and requests fail in between; Istio's way is by PERMISSIVE, which takes both
 * (Istio documentation, "Security", "Updating authentication policies").
 *
 * @returns undefined when Envoy has all of it in force, else Envoy's own words for refusing it
 */
export async function updateSidecar({ admin, ads, previous, next }: SidecarUpdate): Promise<Answer> {
  const leaving = clustersOnlyIn(previous.clusters, next.clusters);
  const endpoints = ads.offer('endpoints', next.endpoints);
  const clusters = ads.offer('clusters', [...next.clusters, ...leaving]);
  const warmed = ads.repeat('endpoints', clusters.changed);
  const refused = await firstRefusal([endpoints.answer, clusters.answer, warmed]);
  if (refused !== undefined) return refused;
  return (
    (await updateRoutes(admin, ads, next)) ?? firstRefusal([ads.offer('clusters', next.clusters).answer])
  );
}

async function updateRoutes(admin: AdminClient, ads: AdsStream, next: ProxyConfig): Promise<Answer> {
  const routes = ads.offer('routes', next.routes);
  const listeners = ads.offer('listeners', next.listeners);
  const refused = await firstRefusal([routes.answer, listeners.answer]);
  if (refused !== undefined || listeners.changed.length === 0) return refused;
  return (await areListenersWarm(admin)) ? undefined : LATE;
}

/** @returns why one of them is refused, or that Envoy does not answer; undefined when all are taken */
async function firstRefusal(answers: readonly Promise<Answer>[]): Promise<Answer> {
  const { promise: late, resolve } = Promise.withResolvers<Answer[]>();
  const timer = setTimeout(resolve, DEADLINE_MS, [LATE]);
  try {
    const refusal = (await Promise.race([Promise.all(answers), late])).find((answer) => answer !== undefined);
    return refusal === undefined ? undefined : rejectionReason(refusal);
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

function clustersOnlyIn(previous: readonly Cluster[], next: readonly Cluster[]): Cluster[] {
  const names = new Set(next.map(({ name }) => name));
  return previous.filter(({ name }) => !names.has(name));
}
