import { defineLesson, ejectionOf, hint, placeText, retriesAtOneHop, routeTaken, TIERS } from '@lab/lessons';

export const lesson = defineLesson({
  minutes: 12,
  incident: {
    hop: {
      'all three hops': true,
      'gateway → frontend': 'This hop takes part. Count the tries at the next one, too.',
      'backend → ml':
        'This hop takes part. Count how often the backend itself is asked for one request of a user.',
    },
    cause: {
      'Each hop retries what the hop behind it has retried': true,
      'Users press reload': 'Send one request yourself, and look at its trace.',
      'ml is called twice by the backend':
        'The code of the backend calls ml once for each request that it gets.',
      'The load balancer sends each request to all pods':
        'A request goes to one pod. Only further tries go to other pods.',
    },
    evidence: {
      'The trace of one request has 27 calls of ml': true,
      'ml answers 500': 'That is the fault. It does not say where the load comes from.',
      'The CPU of ml is high': 'That is what the load does.',
    },
  },
  checks: [
    retriesAtOneHop({
      title: '5 failing requests cause 10 to 15 requests to ml, and only one hop retries',
      requests: 5,
      least: 2,
      most: 3,
    }),
  ],
  hints: [
    hint('none-left', async ({ observation: { counts } }) =>
      counts?.retried === 0
        ? 'Nobody retries any more. When one pod of ml fails and another does not, its users now see the error. Keep the retries of one hop.'
        : undefined,
    ),
    hint('ejection', async ({ ask, observation }) =>
      (await ejectionOf(ask, 'ml'))
        ? `The pods of ml are ejected, and the callers retry all the same, where nobody is left: ${observation.got}. An ejection does not stop retries.`
        : undefined,
    ),
    hint('more-time', async ({ ask, observation }) => {
      const routes = await Promise.all(TIERS.map((tier) => routeTaken(ask, tier, {})));
      if (!routes.some((route) => route?.timeoutMs !== undefined)) return undefined;
      return `Nobody ran out of time: every try was answered at once, with an error. More time leaves room for more tries: ${observation.got}.`;
    }),
    hint('still-multiplied', async ({ observation }) =>
      (observation.counts?.hops ?? 0) > 1
        ? `Tries multiply where more than one hop retries: ${observation.got}. Keep them at the hop next to the fault.`
        : undefined,
    ),
    hint('too-many-tries', async ({ ask, observation }) => {
      if (observation.counts?.hops !== 1) return undefined;
      const route = await routeTaken(ask, 'ml', {});
      return `${placeText(route?.source?.location)} One hop retries, but more often than the task allows: ${observation.got}. attempts is the number of retries after the first try.`;
    }),
  ],
  wrong: {
    'longer-timeouts': 'more-time',
    'outlier-detection': 'ejection',
    'two-hops': 'still-multiplied',
    'no-retries': 'none-left',
    'too-many-tries': 'too-many-tries',
  },
});
