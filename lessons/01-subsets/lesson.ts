import { defineLesson, findingHint, hint, hopsTo, placeText, reaches } from '@lab/lessons';

const canary = { headers: { 'x-canary': 'true' } };

export const lesson = defineLesson({
  minutes: 5,
  checks: [
    reaches({
      title: 'Each of 20 requests with x-canary: true is answered by the canary of the backend',
      request: canary,
      times: 20,
      versions: { backend: 'canary' },
    }),
    reaches({
      title: 'Each of 20 requests without the header is answered by the stable backend',
      request: {},
      times: 20,
      versions: { backend: 'stable' },
      isGuard: true,
    }),
  ],
  hints: [
    findingHint(
      'no-such-label',
      'IST0173',
      'The labels of a subset select pods among those of the Service. Compare them with the versions in ./lab status.',
    ),
    findingHint(
      'other-namespace',
      'IST0174',
      'A short host name belongs to the namespace of the DestinationRule. Write the full name of the Service, or move the rule to the namespace of the Service.',
    ),
    findingHint(
      'undefined',
      'IST0101',
      'Define the subset in the DestinationRule, with labels that match its pods.',
    ),
    hint('route-without-subset', async ({ ask }) => {
      const [hop] = await hopsTo(ask, 'backend', canary);
      const open = hop?.destinations.find(({ subset }) => subset === undefined);
      if (!open) return undefined;
      return `${placeText(hop?.route?.source?.location)} The route names no subset. Without one, requests go to pods of every version.`;
    }),
  ],
  wrong: {
    'label-typo': 'no-such-label',
    'other-namespace': 'other-namespace',
    'route-without-subset': 'route-without-subset',
  },
});
