import { defineLesson, hint, placeText, retriesHelp, routeTaken, withinBudget } from '@lab/lessons';

export const lesson = defineLesson({
  minutes: 15,
  checks: [
    retriesHelp({
      title: 'Each of 30 calls of a frontend is answered, with the help of a second try',
      tier: 'backend',
      times: 30,
    }),
    withinBudget({
      title: 'The frontend waits for the backend at most 3 seconds',
      tier: 'backend',
      budgetMs: 3000,
      isGuard: true,
    }),
  ],
  hints: [
    hint('faults-first', async ({ ask }) => {
      const route = await routeTaken(ask, 'backend', {});
      if (!route?.abort && !route?.delay) return undefined;
      return `${placeText(route.source?.location)} The route injects a fault. It hits a request before it is sent anywhere, and a request that was never sent is not retried. Test retries with a pod that fails: there is one.`;
    }),
    hint('longer-timeout', async ({ ask }) => {
      const route = await routeTaken(ask, 'backend', {});
      if (route?.timeoutMs !== undefined && route.timeoutMs <= 3000) return undefined;
      return `${placeText(route?.source?.location)} The call may now take longer than 3 seconds. Users wait for the slow pod, while two others could have answered at once.`;
    }),
    hint('no-time-left', async ({ ask }) => {
      const route = await routeTaken(ask, 'backend', {});
      const { retries, timeoutMs } = route ?? {};
      if (!retries || timeoutMs === undefined) return undefined;
      if ((retries.perTryTimeoutMs ?? timeoutMs) < timeoutMs) return undefined;
      return `${placeText(route?.source?.location)} The first try may use the whole timeout of the call, which leaves no time for another. Set perTryTimeout below timeout.`;
    }),
    hint('not-a-condition', async ({ ask, observation }) => {
      const route = await routeTaken(ask, 'backend', {});
      if (!route?.retries?.perTryTimeoutMs || observation.counts?.retried !== 0) return undefined;
      return `${placeText(route.source?.location)} Tries ended after perTryTimeout, but none was retried: the conditions ${route.retries.on.join(', ')} do not cover a try that ran out of time. 5xx does.`;
    }),
    hint('no-retries', async ({ ask }) =>
      (await routeTaken(ask, 'backend', {}))?.retries
        ? undefined
        : 'The route has no retries: a call that meets the slow pod waits for it until the call times out.',
    ),
  ],
  wrong: {
    'no-time-left': 'no-time-left',
    'default-conditions': 'not-a-condition',
    'longer-timeout': 'longer-timeout',
    'fault-injection': 'faults-first',
    'attempts-only': 'no-time-left',
  },
});
