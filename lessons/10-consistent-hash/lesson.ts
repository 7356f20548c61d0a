import { type Ask, defineLesson, hint, routeTaken, ruleSetting, sticks } from '@lab/lessons';

const header = 'x-user';
const request = { headers: { [header]: 'user-1' } };

/** What the callers of the backend choose the pod by. */
async function hashOn(ask: Ask): Promise<string | undefined> {
  const route = await routeTaken(ask, 'backend', request);
  return route?.hashOn?.[0];
}

const place = async (ask: Ask) => (await ruleSetting(ask, 'backend', 'loadBalancer'))?.place ?? '';

export const lesson = defineLesson({
  minutes: 10,
  checks: [
    sticks({
      title: 'Each of 20 users is served by one pod of the backend, and not all by the same',
      tier: 'backend',
      header,
    }),
  ],
  hints: [
    hint('source-address', async ({ ask }) =>
      (await hashOn(ask)) === 'source address'
        ? `${await place(ask)} The pod is chosen by the source address. For the backend that is the pod of the frontend that calls it, whoever the user is.`
        : undefined,
    ),
    hint('cookie', async ({ ask }) =>
      (await hashOn(ask))?.startsWith('cookie')
        ? `${await place(ask)} The pod is chosen by a cookie. The frontend passes no cookies on, and keeps none that the mesh gives it: each call looks like a new user.`
        : undefined,
    ),
    hint('header-lost', async ({ ask }) => {
      const hashed = await hashOn(ask);
      if (!hashed?.startsWith('header') || hashed === `header ${header}`) return undefined;
      return `${await place(ask)} The pod is chosen by the ${hashed}. The client may send it, but the frontend does not pass it on: no call from frontend to backend has it.`;
    }),
    hint('no-hash', async ({ ask }) =>
      (await hashOn(ask)) === undefined
        ? `${await place(ask)} The pod is chosen anew for each call, whoever the user is: LEAST_REQUEST picks two pods at random and takes the less busy one, ROUND_ROBIN the next. Neither knows users.`
        : undefined,
    ),
  ],
  wrong: {
    'source-address': 'source-address',
    cookie: 'cookie',
    'other-header': 'header-lost',
    'round-robin': 'no-hash',
  },
});
