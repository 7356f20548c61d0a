import { defineLesson, findingHint, hint, placeText, reaches, routeTaken, tiersWithout } from '@lab/lessons';

const canary = { headers: { 'x-canary': 'true' } };
const other = { headers: { 'x-canary': 'false' } };
const longer = { headers: { 'x-canary': 'trueish' } };
const stable = { frontend: 'stable', backend: 'stable', ml: 'stable' };

export const lesson = defineLesson({
  minutes: 10,
  checks: [
    reaches({
      title: 'Each of 30 requests with x-canary: true is answered by the canary in all three tiers',
      request: canary,
      times: 30,
      versions: { frontend: 'canary', backend: 'canary', ml: 'canary' },
    }),
    reaches({
      title: 'Each of 30 requests without the header is answered by stable in all three tiers',
      request: {},
      times: 30,
      versions: stable,
      isGuard: true,
    }),
    reaches({
      title: 'Each of 10 requests with x-canary: false is answered by stable',
      request: other,
      times: 10,
      versions: stable,
      isGuard: true,
    }),
    reaches({
      title: 'Each of 10 requests with another value, trueish, is answered by stable',
      request: longer,
      times: 10,
      versions: stable,
      isGuard: true,
    }),
  ],
  hints: [
    findingHint(
      'not-text',
      'IST0106',
      'Istio rejects the resource, and its previous version stays active. The value of a header is text. YAML reads true without quotes as a boolean: write "true".',
    ),
    findingHint(
      'order',
      'IST0130',
      'The first route that matches wins. Put the route with the match before the one without.',
    ),
    hint('more-than-true', async ({ ask }) => {
      for (const tier of ['backend', 'ml'] as const) {
        const route = await routeTaken(ask, tier, longer);
        if ((await tiersWithout(ask, 'canary', longer)).includes(tier) || !route) continue;
        return `${placeText(route.source?.location)} The route also takes requests with x-canary: trueish to the canary of ${tier}. prefix and regex can match more than one value: use exact.`;
      }
      return undefined;
    }),
    hint('tier-without-canary', async ({ ask }) => {
      const [tier] = await tiersWithout(ask, 'canary', canary);
      if (!tier) return undefined;
      const place = placeText((await routeTaken(ask, tier, canary))?.source?.location);
      return `${place} With the header, ${tier} still gets requests in its stable version only: its route there has no match on x-canary. Each tier routes for itself, so add the route with the match to this VirtualService too.`;
    }),
  ],
  wrong: {
    'unquoted-true': 'not-text',
    'catch-all-first': 'order',
    prefix: 'more-than-true',
    'tier-left-out': 'tier-without-canary',
  },
});
