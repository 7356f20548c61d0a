import type { AdminClient } from '@lab/envoy';
import type { Cluster, ProxyConfig } from '@lab/istio';
import { confirmUpdate, countRejected } from './confirm-update.ts';
import { lastRejection } from './last-rejection.ts';
import type { XdsCache } from './xds-cache.ts';
import { type Subscription, xdsResources } from './xds-resources.ts';

export interface SidecarUpdate {
  readonly admin: AdminClient;
  readonly logPath: string;
  readonly cache: XdsCache;
  readonly previous: ProxyConfig;
  readonly next: ProxyConfig;
  readonly version: string;
}

/**
 * Brings an Envoy from one configuration to the next and drops nothing that either needs: clusters and endpoints
 * first, then routes and listeners, and only then are clusters removed.
 *
 * @returns undefined when Envoy reports all of it in force, else Envoy's own words for refusing it
 */
export async function updateSidecar(update: SidecarUpdate): Promise<string | undefined> {
  const { admin, logPath, cache, previous, next, version } = update;
  const resources = xdsResources(next);
  const leaving = clustersOnlyIn(previous.clusters, next.clusters);
  const both = xdsResources({ ...next, clusters: [...next.clusters, ...leaving] });
  const rejectedBefore = await countRejected(admin);
  const bring = async (part: readonly Subscription[], suffix = '') => {
    const changed = cache.offer(part, version + suffix);
    if (changed.length === 0) return undefined;
    const subscriptions = changed.map(({ statistics }) => statistics);
    const outcome = await confirmUpdate(admin, { version: version + suffix, subscriptions }, rejectedBefore);
    if (outcome === 'taken') return undefined;
    return outcome === 'rejected' ? lastRejection(logPath) : 'Envoy did not take the update within 10 s';
  };
  return (
    (await bring([...resources.endpoints, both.clusters])) ??
    (await bring([...resources.routes, resources.listeners])) ??
    (leaving.length > 0 ? await bring([resources.clusters], '-pruned') : undefined)
  );
}

function clustersOnlyIn(previous: readonly Cluster[], next: readonly Cluster[]): Cluster[] {
  const names = new Set(next.map(({ name }) => name));
  return previous.filter(({ name }) => !names.has(name));
}
