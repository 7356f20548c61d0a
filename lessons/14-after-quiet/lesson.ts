import { defineLesson, hint, placeText, routeTaken, ruleSetting, survivesPauses } from '@lab/lessons';

export const lesson = defineLesson({
  minutes: 15,
  incident: {
    hop: {
      'frontend → backend': 'The backend answers, with the error from the hop behind it.',
      'backend → ml': 'The connection between the two sidecars is fine: the answer 503 came over it.',
      'sidecar of ml → ml': true,
    },
    cause: {
      'The application closes idle connections before Envoy does': true,
      'ml is overloaded': 'It fails when there is hardly any load, and within a millisecond.',
      'A timeout of the mesh is too short': 'Look at the duration in the access log: no request waited.',
      'A pod of ml is being replaced': 'The pods are as old as before, and ready.',
    },
    evidence: {
      'The sidecar of ml logs 503 UC at once, and only after a pause': true,
      'The sidecar of the backend logs UO': 'Its limits are not reached: look at the flag again.',
      'The log of ml has an error': 'It has none: the request never got to the code of ml.',
    },
  },
  checks: [
    survivesPauses({
      title: 'Each of 5 calls of ml with pauses between is answered by its canary at the first try',
      tier: 'ml',
      workload: 'ml-canary',
      calls: 5,
      pauseMs: 1300,
    }),
  ],
  hints: [
    hint('retried', async ({ observation: { counts } }) =>
      (counts?.retried ?? 0) > 0
        ? 'The calls are answered, and some only at the second try: ml still gets requests on connections that are being closed. A request that changes something must not be sent twice. Let no request meet such a connection.'
        : undefined,
    ),
    hint('healthy-pod', async ({ ask }) => {
      const rule = await ruleSetting(ask, 'ml', 'outlierDetection');
      return rule
        ? `${rule.place} The pod of ml is healthy: it answers each request that reaches it. Ejecting it takes away the only pod that answers.`
        : undefined;
    }),
    hint('nobody-waits', async ({ ask, observation: { counts } }) => {
      const route = await routeTaken(ask, 'ml', {});
      if (route?.timeoutMs === undefined || counts?.slowestMs === undefined) return undefined;
      return `${placeText(route.source?.location)} No call has waited: the slowest took ${counts?.slowestMs} ms. More time changes nothing.`;
    }),
    hint('only-callers', async ({ ask }) => {
      const pool = await ruleSetting(ask, 'ml', 'connectionPool');
      return pool?.from === 'subset'
        ? `${pool.place} The setting belongs to the subset, so only callers have it. The sidecar of ml, which meets the closed connections, takes it from the whole rule.`
        : undefined;
    }),
    hint('idle', async ({ observation: { counts } }) =>
      (counts?.closed ?? 0) > 0
        ? 'The application of ml closed connections on which its sidecar had just sent a request. They had been idle for more than a second. Who should close an idle connection first?'
        : undefined,
    ),
  ],
  wrong: {
    retry: 'retried',
    'outlier-detection': 'healthy-pod',
    'longer-timeout': 'nobody-waits',
    'only-subset': 'only-callers',
  },
});
