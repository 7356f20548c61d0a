import { type Ask, answers, defineLesson, findingHint, hint, placeText } from '@lab/lessons';

const at = (host: string) => `http://${host}/healthz`;

const oldName = answers({
  title: 'frontend.localhost is answered',
  requests: [{ url: at('frontend.localhost'), status: 200 }],
  isGuard: true,
});

export const lesson = defineLesson({
  minutes: 8,
  incident: {
    hop: {
      'client → gateway': 'The request arrives at the gateway: its access log has it.',
      'gateway → frontend': true,
      'frontend → backend': 'The frontend never sees the request.',
    },
    cause: {
      'The Gateway does not list the host': true,
      'No VirtualService lists the host': 'It does: compare the hosts of both files.',
      'The name shop.localhost does not resolve':
        'Then the request would not arrive at the gateway, and there would be no 404.',
      'No pod of the frontend is ready':
        'Then the old name would not work either, and the status would be 503.',
    },
    evidence: {
      'The gateway logs 404 NR route_not_found': true,
      'The frontend logs 404': 'Look at the log of the frontend: the request is not in it.',
      'The gateway logs 503 UH': 'The status is 404: the gateway has no route at all.',
    },
  },
  checks: [
    answers({
      title: 'shop.localhost is answered',
      requests: [{ url: at('shop.localhost'), status: 200 }],
    }),
    oldName,
    answers({
      title: 'blog.localhost does not reach the shop',
      requests: [{ url: at('blog.localhost'), status: 404 }],
      isGuard: true,
    }),
  ],
  hints: [
    hint('any-host', async ({ ask }) => {
      const { hops } = await ask.mesh.explain({
        method: 'GET',
        url: at('blog.localhost'),
        headers: {},
        next: [],
      });
      const source = hops[0]?.route?.source;
      if (!source) return undefined;
      return `${placeText(source.location)} A host "*" takes every request that arrives, including those for blog.localhost. List only your own hosts.`;
    }),
    hint('old-name-gone', async ({ check }) =>
      check === oldName ? 'The old name is in use. A Gateway may list several hosts.' : undefined,
    ),
    hint('request-arrived', async ({ ask }) =>
      (await hasServiceEntry(ask))
        ? 'Name resolution is not the problem: the request arrived at the gateway, which answered it with 404. A ServiceEntry says what callers in the mesh may reach outside.'
        : undefined,
    ),
    findingHint('not-in-gateway', 'IST0132', 'The Gateway must list every host that it is to serve.'),
  ],
  wrong: {
    'any-host': 'any-host',
    'service-entry': 'request-arrived',
    'old-name-gone': 'old-name-gone',
  },
});

/** Whether callers in the mesh have a route to the name. */
async function hasServiceEntry(ask: Ask): Promise<boolean> {
  const url = at('shop.localhost');
  const { hops } = await ask.mesh.explain({
    from: 'backend-stable',
    method: 'GET',
    url,
    headers: {},
    next: [],
  });
  return hops[0]?.destinations.some(({ kind }) => kind !== 'passthrough' && kind !== 'missing') ?? false;
}
