import { defineLesson, findingHint, hint, placeText, routeTaken, wholeTraces } from '@lab/lessons';

export const lesson = defineLesson({
  minutes: 12,
  needsTraces: true,
  incident: {
    hop: {
      'gateway → frontend': 'The trace has spans of both.',
      'frontend → backend': 'The trace has spans of both.',
      'backend → ml': true,
    },
    cause: {
      'The backend does not pass the trace headers on': true,
      'ml has no sidecar': 'It has one, and its spans arrive: look at the list of traces.',
      'Too few requests are sampled': 'The trace is there. It is not missing, it ends too early.',
      'The collector loses spans': 'The spans of ml arrive, with another trace ID.',
    },
    evidence: {
      'A trace begins at the sidecar of the backend': true,
      'Half of the requests have no trace': 'That is the sampling, which is intended.',
      'The access log of ml has a request ID': 'It has one for every request, and says nothing about spans.',
    },
  },
  checks: [
    wholeTraces({ title: 'Each of 20 sampled requests is one trace, from the gateway to ml', requests: 20 }),
  ],
  hints: [
    findingHint(
      'no-provider',
      'LAB0302',
      'Without a provider that the mesh knows, no span is reported at all. The spans arrived before.',
    ),
    hint('one-header-for-all', async ({ ask }) => {
      const route = await routeTaken(ask, 'ml', {});
      const { set = {}, add = {} } = route?.request ?? {};
      if (!('traceparent' in set || 'traceparent' in add)) return undefined;
      return `${placeText(route?.source?.location)} The route writes the same trace header into every call. A sidecar cannot know for which request the backend makes a call. Only the backend knows.`;
    }),
    hint('root-is-there', async ({ ask, observation }) => {
      if ((await ask.mesh.sampling()) !== 100) return undefined;
      return `More requests are recorded now, and each trace still ends at the backend: ${observation.got}. The roots were never the missing part.`;
    }),
    hint('dropped', async ({ observation }) =>
      observation.hop === 'backend → ml'
        ? 'The trace has the backend itself, and nothing behind it: the call that the backend makes carries no trace header. See workbench/backend.yaml.'
        : undefined,
    ),
  ],
  wrong: {
    'more-sampling': 'root-is-there',
    'other-provider': 'no-provider',
    'header-by-sidecar': 'one-header-for-all',
  },
});
