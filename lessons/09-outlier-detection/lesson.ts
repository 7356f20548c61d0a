import {
  cleanWhileEjected,
  defineLesson,
  ejectionOf,
  ejects,
  findingHint,
  hint,
  ruleSetting,
} from '@lab/lessons';

const staysClean = cleanWhileEjected({
  title: 'All 100 calls of each frontend are answered while the sick pod is ejected',
  tier: 'backend',
  times: 100,
});

export const lesson = defineLesson({
  minutes: 12,
  checks: [
    ejects({ title: 'Each frontend ejects the sick pod of the backend', tier: 'backend', pods: 1 }),
    staysClean,
  ],
  hints: [
    findingHint(
      'ignored-field',
      'IST0133',
      'Istio ignores consecutiveErrors. The field that counts errors of any kind is consecutive5xxErrors.',
    ),
    findingHint(
      'none-may-be-ejected',
      'LAB0305',
      'The callers see the errors, but may not eject a pod, because there are so few.',
    ),
    hint('not-counted', async ({ ask }) => {
      const ejection = await ejectionOf(ask, 'backend');
      if (ejection?.consecutive5xx !== 0) return undefined;
      return `${ejection.place} The pod answers 500, and that does not count: consecutiveGatewayErrors counts 502, 503 and 504 only. consecutive5xxErrors counts 500 as well, and 0 turns it off.`;
    }),
    hint('too-many', async ({ ask, observation }) => {
      const ejection = await ejectionOf(ask, 'backend');
      if (!ejection || observation.counts?.ejected !== 0) return undefined;
      return `${ejection.place} The pod is ejected after ${ejection.consecutive5xx} errors in a row. That many requests of users fail first.`;
    }),
    hint('comes-back', async ({ ask, check, observation }) => {
      const rule = await ruleSetting(ask, 'backend', 'outlierDetection');
      if (!rule || check !== staysClean || !observation.counts?.ended) return undefined;
      return `${rule.place} The pod was ejected and came back between two calls. It stays away for baseEjectionTime.`;
    }),
    hint('no-outlier-detection', async ({ ask }) =>
      (await ruleSetting(ask, 'backend', 'outlierDetection'))
        ? undefined
        : 'No outlier detection applies to the calls from frontend to backend. It is a part of the trafficPolicy of a DestinationRule for backend-service.',
    ),
  ],
  wrong: {
    'consecutive-errors': 'ignored-field',
    'ten-percent': 'none-may-be-ejected',
    'gateway-errors': 'not-counted',
  },
});
