import { type Ask, answers, defineLesson, findingHint, hint, hopsTo, placeText, reaches } from '@lab/lessons';

const canary = { headers: { 'x-canary': 'true' } };
const health = 'http://ml-service.ml:5000/healthz';

export const lesson = defineLesson({
  minutes: 12,
  incident: {
    hop: {
      'frontend → ml': true,
      'frontend → backend': 'Only calls to ml fail. The frontend reaches the backend.',
      'backend → ml': 'This hop works: it is the only one that does.',
    },
    cause: {
      'The sidecar of the caller has no cluster for the subset': true,
      'A policy of ml denies the caller':
        'That would be 403. The caller gets 503, and ml never sees the request.',
      'ml has no ready pod': 'Then the backend could not call it either.',
      'The route is not visible to the caller':
        'Without the route the call would reach some version of ml. It is the subset that is missing.',
    },
    evidence: {
      'The caller logs 503 NC cluster_not_found': true,
      'The caller logs 503 UH no_healthy_upstream':
        'Read the flags again: UH would mean a cluster without endpoints.',
      'ml logs the request': 'It does not: the request never leaves the caller.',
    },
  },
  checks: [
    answers({
      title: 'ml answers the frontend, the backend and itself',
      requests: ['frontend-stable', 'backend-stable', 'ml-stable'].map((from) => ({
        from,
        url: health,
        times: 5,
        status: 200,
      })),
    }),
    reaches({
      title: 'Each of 10 requests with x-canary: true is answered by the canary of ml',
      request: canary,
      times: 10,
      versions: { ml: 'canary' },
      isGuard: true,
    }),
    reaches({
      title: 'Each of 20 requests without the header is answered by the stable ml',
      request: {},
      times: 20,
      versions: { ml: 'stable' },
      isGuard: true,
    }),
  ],
  hints: [
    hint('split-lost', async ({ ask }) => {
      const hops = await hopsTo(ask, 'ml', canary);
      const open = hops.find((hop) => hop.destinations.some(({ subset }) => subset === undefined));
      if (!open || open.route?.source === undefined) return undefined;
      return `${placeText(open.route.source.location)} The route no longer names a subset, so any version answers. Keep the subsets, and make them visible to every caller.`;
    }),
    hint('routes-hidden', async ({ ask }) => {
      const hops = await hopsTo(ask, 'ml', canary);
      const bare = hops.find(({ route }) => route !== undefined && route.source === undefined);
      return bare
        ? 'The routes of ml are no longer visible to the backend, so its requests go to any version. Export the subsets, and do not hide the routes.'
        : undefined;
    }),
    hint('copied-rule', async ({ ask }) => {
      const rule = await ruleFor(ask, 'frontend-stable');
      if (!rule || (await ruleFor(ask, 'ml-stable'))) return undefined;
      return `${placeText(rule.location)} A copy of the DestinationRule helps the callers of one namespace, and the next caller needs another copy. The copies drift apart. One rule beside the Service is visible to all.`;
    }),
    findingHint(
      'hidden-subset',
      'LAB0306',
      'A sidecar looks for a DestinationRule in its own namespace, then in that of the Service, then in istio-system. exportTo can hide a rule there, but it cannot make a sidecar look anywhere else. Put the rule beside the Service.',
    ),
  ],
  wrong: {
    'copied-rule': 'copied-rule',
    'private-routes': 'routes-hidden',
    'no-subsets': 'split-lost',
    'exported-rule': 'hidden-subset',
  },
});

/** The DestinationRule by which the sidecar of a caller calls ml. */
async function ruleFor(ask: Ask, from: string) {
  const { hops } = await ask.follow({ from, url: health });
  return hops[0]?.destinations[0]?.rule;
}
