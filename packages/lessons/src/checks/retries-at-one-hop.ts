import type { MeshPod } from '@lab/mesh-client';
import type { Ask } from '../ask/ask.ts';
import { callersOf, inboundStatistic, sentStatistic } from '../ask/caller.ts';
import { hopText, requestText, TIERS } from '../ask/tier.ts';
import { type Check, right, wrong } from '../lesson.ts';

const RETRIES = 'upstream_rq_retry';
const REQUESTS = 'upstream_rq_total';

interface OneHopOptions {
  readonly title: string;
  /** Requests of users; all of them fail at ml. */
  readonly requests: number;
  /** Requests that ml gets for one of a user. */
  readonly least: number;
  readonly most: number;
}

/** Where ml fails, the sidecars of one hop try again, and no others: what ml gets is counted by its own sidecars. */
export function retriesAtOneHop({ title, requests, least, most }: OneHopOptions): Check {
  return {
    title,
    run: async (ask) => {
      const before = await countsOf(ask);
      await ask.classify({}, requests);
      const after = await countsOf(ask);
      const arrived = after.arrived - before.arrived;
      const retries = after.retries.map((count, hop) => count - (before.retries[hop] ?? 0));
      const hops = TIERS.filter((_, hop) => (retries[hop] ?? 0) > 0);
      if (hops.length === 1 && arrived >= requests * least && arrived <= requests * most) return right;
      const retried = retries.reduce((total, count) => total + count, 0);
      const list = hops.map((tier) => `${hopText(tier)} retried ${retries[TIERS.indexOf(tier)]}`).join(', ');
      return wrong({
        request: `${requests} × ${requestText({})}`,
        expected: `ml gets ${requests * least} to ${requests * most}, and one hop retries`,
        got: `ml got ${arrived}; ${list || 'nobody retried'}`,
        counts: { arrived, retried, hops: hops.length },
        ...(hops.length > 0 && { hop: hops.map(hopText).join(', ') }),
        next: './lab trace',
      });
    },
  };
}

/** Requests that arrived at ml, and retries by the hop to each tier. */
async function countsOf(ask: Ask): Promise<{ arrived: number; retries: number[] }> {
  // One on its way out may have gone before it is asked, and gets no new requests.
  const pods = (await ask.mesh.status()).pods.filter(({ draining }) => !draining);
  const retries = TIERS.map(async (tier) => {
    const senders =
      tier === 'frontend'
        ? pods.filter(isGateway).map(nameOf)
        : (await callersOf(ask, tier)).map(({ pod }) => pod);
    return sum(senders.map((pod) => sentStatistic(ask, pod, tier, RETRIES)));
  });
  const ml = pods.filter(({ labels, proxy }) => labels.app === 'ml' && proxy === 'sidecar');
  return {
    arrived: await sum(ml.map((pod) => inboundStatistic(ask, nameOf(pod), REQUESTS))),
    retries: await Promise.all(retries),
  };
}

async function sum(counts: readonly Promise<number>[]): Promise<number> {
  return (await Promise.all(counts)).reduce((total, count) => total + count, 0);
}

function isGateway({ proxy }: MeshPod): boolean {
  return proxy === 'gateway';
}

function nameOf({ namespace, name }: MeshPod): string {
  return `${namespace}/${name}`;
}
