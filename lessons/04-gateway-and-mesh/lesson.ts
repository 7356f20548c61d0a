import { answers, defineLesson, emits, findingHint, hint, hopsTo, split } from '@lab/lessons';

const weights = { stable: 90, canary: 10 };
const outside = { url: 'http://backend.localhost/healthz' };
/** By the name that only the gateway knows. */
const inside = { from: 'frontend-stable', url: 'http://backend.localhost/healthz' };

export const lesson = defineLesson({
  minutes: 10,
  checks: [
    split({
      title: "The canary of the backend gets 10% of the frontend's calls",
      // Without a route, each of three pods gets as many.
      tier: 'backend',
      weights,
      counted: 'canary',
      against: [100 / 3],
    }),
    emits({
      title: 'Through the gateway, the canary still gets 10% of the requests for backend.localhost',
      to: outside,
      weights,
      isGuard: true,
    }),
    answers({
      title: 'backend.localhost is answered',
      requests: [{ ...outside, times: 3, status: 200 }],
      isGuard: true,
    }),
  ],
  hints: [
    findingHint(
      'two-for-one-host',
      'IST0109',
      'A gateway merges the routes of several VirtualServices for a host. A sidecar does not: it uses the oldest, and ignores the others.',
    ),
    findingHint(
      'no-mesh',
      'LAB0304',
      'The name of the Service is in hosts now, but only the gateway has the routes. Sidecars get them with the gateway "mesh".',
    ),
    hint('gateway-lost', async ({ ask }) => {
      const { hops } = await ask.follow(outside);
      return hops[0]?.route
        ? undefined
        : 'The gateway has no route for backend.localhost any more. gateways is a list: name both the Gateway and mesh.';
    }),
    hint('other-host', async ({ ask }) => {
      const [hop] = await hopsTo(ask, 'backend', {});
      const { hops } = await ask.follow(inside);
      if (hop?.route?.source || !hops[0]?.route?.source) return undefined;
      return 'The sidecars have the routes now, for backend.localhost. The frontend does not call that name: it calls backend-service.backend, and no VirtualService has that host. Add backend-service to hosts.';
    }),
    hint('not-in-mesh', async ({ ask }) => {
      const [hop] = await hopsTo(ask, 'backend', {});
      return hop?.route?.source
        ? undefined
        : 'The sidecar of the frontend has no route for backend-service.backend, so the calls spread evenly over all pods of the backend. The VirtualService covers another host, and only at the gateway.';
    }),
  ],
  wrong: {
    'service-without-mesh': 'no-mesh',
    'mesh-without-service': 'other-host',
    'gateway-lost': 'gateway-lost',
    'second-virtual-service': 'two-for-one-host',
  },
});
