import { defineLesson, hint, placeText, reaches, ruleSetting, staysReady } from '@lab/lessons';

const canary = { headers: { 'x-canary': 'true' } };
/** Longer than a probe with the settings of the base takes to fail: three probes, 2 seconds apart. */
const pods = { workload: 'backend-canary', seconds: 8 };

export const lesson = defineLesson({
  minutes: 12,
  expectsUnready: true,
  incident: {
    hop: {
      'gateway → frontend': 'The frontend answers, with an error from the hop behind it.',
      'frontend → backend': true,
      'backend → ml': 'No request with the header arrives at the backend, so it calls nothing.',
    },
    cause: {
      'No pod of the canary is ready': true,
      'The subset canary is not defined':
        'Then the flag would be NC: no cluster. The cluster is there, and empty.',
      'The canary pod was ejected': 'An ejection needs failed requests, and none has reached the pod.',
      'The canary answers 503': 'Look at its access log: it gets no request.',
    },
    evidence: {
      'The caller logs 503 UH no_healthy_upstream, and ./lab status shows the canary as not ready': true,
      'The caller logs 503 UF, and nothing is connected':
        'Read the flag again: the caller had no address to connect to.',
      'The canary logs requests with 503': 'Its access log has none of these requests.',
    },
  },
  checks: [
    staysReady({ title: 'The canary of the backend is ready, and stays so for 8 seconds', ...pods }),
    reaches({
      title: 'Each of 20 requests with x-canary: true is answered by the canary of the backend',
      request: canary,
      times: 20,
      versions: { backend: 'canary' },
    }),
    reaches({
      title: 'Each of 10 requests without the header is answered by the stable backend',
      request: {},
      times: 10,
      versions: { backend: 'stable' },
      isGuard: true,
    }),
  ],
  hints: [
    hint('not-the-weights', async ({ ask }) => {
      const { hops } = await ask.explain(canary);
      const hop = hops.find(({ destinations }) => destinations.length > 1);
      if (!hop) return undefined;
      return `${placeText(hop.route?.source?.location)} The route now sends a share elsewhere. The share of the canary still fails: its subset has no endpoint, whatever the weights.`;
    }),
    hint('not-the-labels', async ({ ask }) => {
      const { hops } = await ask.explain(canary);
      const target = hops
        .flatMap(({ destinations }) => destinations)
        .find(({ subset, host }) => subset === 'canary' && host?.startsWith('backend'));
      if ((target?.endpoints.length ?? 0) < 2) return undefined;
      return `${placeText(target?.rule?.location)} The labels of the subset now select pods of the stable version, so the requests are answered, but not by the canary. Its labels were right: its pod is not ready.`;
    }),
    hint('nothing-to-eject', async ({ ask }) => {
      const rule = await ruleSetting(ask, 'backend', 'outlierDetection', canary);
      return rule
        ? `${rule.place} Outlier detection removes pods; it never adds any. The subset is empty because Kubernetes says that its pod is not ready.`
        : undefined;
    }),
    hint('probe', async ({ ask }) => {
      const { pods: all } = await ask.mesh.status();
      const unready = all.find(
        ({ workload, ready, draining }) => workload === pods.workload && !ready && !draining,
      );
      return unready
        ? `${unready.name} runs and is not ready, so no sidecar sends to it. Its readiness probe asks for more than the pod needs: workbench/probe.yaml.`
        : undefined;
    }),
  ],
  wrong: {
    weights: 'not-the-weights',
    labels: 'not-the-labels',
    'outlier-detection': 'nothing-to-eject',
    'patient-probe': 'probe',
  },
});
