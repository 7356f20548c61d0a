import {
  type Ask,
  callersOf,
  callFrom,
  cappedEjection,
  countOf,
  defineLesson,
  ejectionOf,
  fieldPlace,
  hint,
  noneEjected,
  reaches,
  ruleSetting,
} from '@lab/lessons';

export const lesson = defineLesson({
  minutes: 15,
  incident: {
    hopQuestion: 'At which hop does it begin?',
    hop: {
      'gateway → frontend': 'The frontend answers: the error comes from a hop behind it.',
      'frontend → backend': 'Here the pods are ejected. Why do they answer 502 before?',
      'backend → ml': true,
    },
    cause: {
      'ml fails, and the backend passes its errors on': true,
      'The pods of the backend are sick':
        'They answer 502 only when they ask ml. /healthz of each of them answers.',
      'The pods of the backend are not ready':
        'They are: ./lab status shows them as ready. The frontends have ejected them.',
      'The connection pool of the frontends is too small': 'Then the flag would be UO.',
    },
    evidence: {
      'The first failures are 502 and say that ml answered 500': true,
      'The frontends log 503 UH': 'This is what follows: nobody is left. It does not say why.',
      'The backend restarts by itself': 'Its pods have no restarts: ./lab status.',
    },
  },
  checks: [
    reaches({ title: 'Each of 20 requests is answered', request: {}, times: 20, versions: {} }),
    cappedEjection({ title: 'No frontend may eject all pods of the backend', tier: 'backend' }),
    noneEjected({ title: 'No frontend has ejected a pod of the backend', tier: 'backend' }),
  ],
  hints: [
    hint('errors-remain', async ({ ask }) =>
      (await ejectionOf(ask, 'backend'))
        ? undefined
        : 'Nobody is ejected any more, and the requests still fail, now with the error that was hidden: ml answers 500. Outlier detection reported a fault. It did not cause it.',
    ),
    hint('longer-away', async ({ ask }) => {
      const ejection = await ejectionOf(ask, 'backend');
      if (!ejection || ejection.baseMs <= 30_000) return undefined;
      return `${ejection.place} The pods of the backend are now away for ${ejection.baseMs / 1000} s at a time. They are not the sick ones: each of them answers 502 because ml answered 500.`;
    }),
    hint('may-eject-all', async ({ ask }) => {
      const ejection = await ejectionOf(ask, 'backend');
      if (!ejection || ejection.maxPercent < 100 || !(await mlAnswers(ask))) return undefined;
      const rule = await ruleSetting(ask, 'backend', 'outlierDetection');
      const place = fieldPlace(ask, rule?.location, 'maxEjectionPercent');
      return `${place} ml answers again, but each caller may still eject ${ejection.maxPercent}% of the pods of the backend. Lower maxEjectionPercent, so that one of the pods always stays.`;
    }),
    hint('still-away', async ({ ask }) => {
      if (!(await mlAnswers(ask))) return undefined;
      return 'ml answers again. The pods of the backend are still ejected, and come back after baseEjectionTime. Check again then.';
    }),
    hint('innocent', async ({ ask }) => {
      const ejection = await ejectionOf(ask, 'backend');
      if (!ejection) return undefined;
      return `${ejection.place} New pods of the backend are ejected after ${ejection.consecutive5xx} errors, as the old ones were: they answer 502, because ml answers them 500. Restarting them resets the count. Look at what is behind them.`;
    }),
  ],
  wrong: {
    'no-outlier-detection': 'errors-remain',
    'longer-ejection': 'longer-away',
    'restarted-backend': 'innocent',
    'only-ml': 'may-eject-all',
  },
});

async function mlAnswers(ask: Ask): Promise<boolean> {
  const [caller] = await callersOf(ask, 'ml');
  if (!caller) return false;
  const { answers } = await callFrom(ask, caller, 'ml', { times: 5, concurrency: 1 });
  return countOf(answers, (status) => status === 200) === 5;
}
