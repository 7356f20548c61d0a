import {
  type Ask,
  defineLesson,
  emits,
  findingHint,
  hint,
  hopsTo,
  placeText,
  split,
  TIERS,
  type Tier,
  versionShares,
} from '@lab/lessons';

/** Percent of the canary, by tier, at the start. */
const before = { frontend: 10, backend: 20, ml: 30 } as const;
const weights = (canary: number) => ({ stable: 100 - canary, canary });

export const lesson = defineLesson({
  minutes: 10,
  checks: [
    split({
      title: 'The canary of the backend gets 40% of the requests',
      tier: 'backend',
      weights: weights(40),
      counted: 'canary',
      against: [20, 60],
    }),
    emits({
      title: 'The canary of the frontend still gets 10%',
      to: 'frontend',
      weights: weights(before.frontend),
      isGuard: true,
    }),
    emits({
      title: 'The canary of ml still gets 30%',
      to: 'ml',
      weights: weights(before.ml),
      isGuard: true,
    }),
  ],
  hints: [
    findingHint(
      'sum',
      'LAB0303',
      'Choose weights that add up to 100, so that they are the percentages you mean.',
    ),
    hint('other-tier', async ({ ask }) => {
      for (const tier of TIERS) {
        const { percent, place } = await canaryOf(ask, tier);
        if (tier === 'backend' || percent === before[tier]) continue;
        return `${place} The canary of ${tier} now gets ${percent}%, instead of ${before[tier]}%. The split of the backend is decided in the VirtualService for backend-service, by the proxies that call it.`;
      }
      return undefined;
    }),
    hint('swapped', async ({ ask }) => {
      const { percent, place } = await canaryOf(ask, 'backend');
      if (percent !== 60) return undefined;
      return `${place} The weights are swapped: the canary gets 60%, and stable 40%. A weight belongs to the destination above it.`;
    }),
    hint('replicas', async ({ ask }) => {
      const { pods } = await ask.mesh.status();
      const canaries = pods.filter(({ workload }) => workload === 'backend-canary').length;
      const { percent, place } = await canaryOf(ask, 'backend');
      if (canaries < 2 || percent !== before.backend) return undefined;
      return `${place} The canary has ${canaries} pods now, and still gets ${percent}%. Shares ignore the number of pods: the proxy first picks a subset by weight, then a pod in it.`;
    }),
    hint('weights', async ({ ask }) => {
      const { percent, place } = await canaryOf(ask, 'backend');
      return `${place} The canary of the backend gets ${percent}%. Set weight 60 on the destination with subset stable, and 40 on the one with subset canary.`;
    }),
  ],
  wrong: {
    'other-tier': 'other-tier',
    'not-out-of-100': 'sum',
    'more-replicas': 'replicas',
    swapped: 'swapped',
  },
});

/** Percent of a tier's requests that its canary gets, and the route that says so. */
async function canaryOf(ask: Ask, tier: Tier) {
  const [hop] = await hopsTo(ask, tier, {});
  const shares = hop ? await versionShares(ask, hop) : {};
  return {
    percent: Math.round((shares.canary ?? 0) * 100),
    place: placeText(hop?.route?.source?.location),
  };
}
