import { answers, defineLesson, hint, hopsTo, placeText, reaches } from '@lab/lessons';

const beta = { headers: { 'x-beta': 'true' } };

export const lesson = defineLesson({
  minutes: 10,
  incident: {
    hop: {
      'gateway → frontend': true,
      'frontend → backend':
        'Look at which version of the frontend answers: the request has gone wrong before the frontend calls anything.',
      'backend → ml':
        'Look at which version of the frontend answers: the request has gone wrong long before.',
    },
    cause: {
      'A route above takes the request': true,
      'No pod of the canary is ready': 'Then beta users would get 503, but they get an answer.',
      'The header does not arrive at the gateway':
        'The gateway tries its routes with all headers that the client sends. Look at the route that it took.',
      'The subset canary selects no pod': 'Then the route would lead nowhere, and answer 503.',
    },
    evidence: {
      'The gateway logs route_name everyone': true,
      'The access log of the frontend says 200': 'It says so for every request, and nothing about routes.',
      'The canary pod has no request in its log': 'That is what beta users notice, not why it happens.',
    },
  },
  checks: [
    reaches({
      title: 'Each of 20 requests with x-beta: true is answered by the canary of the frontend',
      request: beta,
      times: 20,
      versions: { frontend: 'canary' },
    }),
    reaches({
      title: 'Each of 20 requests without the header is answered by the stable frontend',
      request: {},
      times: 20,
      versions: { frontend: 'stable' },
      isGuard: true,
    }),
    reaches({
      title: 'Each of 10 requests with x-beta: false is answered by the stable frontend',
      request: { headers: { 'x-beta': 'false' } },
      times: 10,
      versions: { frontend: 'stable' },
      isGuard: true,
    }),
    answers({
      title: '/healthz answers',
      requests: [{ url: 'http://frontend.localhost/healthz', status: 200 }],
      isGuard: true,
    }),
  ],
  hints: [
    hint('default-gone', async ({ ask }) => {
      const { hops } = await ask.explain({});
      const failed = hops[0]?.ends.some(({ failure }) => failure?.kind === 'no-route');
      return failed
        ? 'A request without the header matches no route, and the gateway answers 404. The VirtualService needs a route for everyone else.'
        : undefined;
    }),
    hint('hidden-route', async ({ ask }) => {
      const [hop] = await hopsTo(ask, 'frontend', beta);
      if (!hop?.route || hop.destinations.every(({ subset }) => subset === 'canary')) return undefined;
      const route = hop.route.name === undefined ? 'This route' : `The route "${hop.route.name}"`;
      return `${placeText(hop.route.source?.location)} ${route} takes a request with x-beta: true before the route for beta users is tried.`;
    }),
    hint('everyone-split', async ({ ask }) => {
      const [hop] = await hopsTo(ask, 'frontend', {});
      if (!hop || hop.destinations.length < 2) return undefined;
      return `${placeText(hop.route?.source?.location)} Weights now send a share of everyone to the canary. Beta users are chosen by their header, not by a share.`;
    }),
  ],
  wrong: {
    'wrong-pair': 'hidden-route',
    'default-deleted': 'default-gone',
    'weights-changed': 'hidden-route',
  },
});
