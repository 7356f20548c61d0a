import { expect, it } from 'vitest';
import type { Ask } from '../ask/ask.ts';
import { emits } from './emits.ts';

const endpoint = (workload: string, ready: number) => ({
  workload: `backend/${workload}`,
  port: 8080,
  pods: ready,
  ready,
});
const backend = (destinations: readonly object[]) => ({
  hop: 1,
  request: { host: 'backend-service.backend:8080' },
  route: { source: { resource: 'VirtualService backend/backend-vs', location: { file: 'a.yaml', line: 9 } } },
  destinations,
});
/** Nine of ten to two stable pods, the rest to the canary. */
const weighted = backend([
  { share: 0.9, endpoints: [endpoint('backend-stable', 2)] },
  { share: 0.1, endpoints: [endpoint('backend-canary', 1)] },
]);
/** To all pods of the Service. */
const unweighted = backend([
  { share: 1, endpoints: [endpoint('backend-stable', 2), endpoint('backend-canary', 1)] },
]);
const pods = ['stable', 'canary'].map((version) => ({
  ...{ namespace: 'backend', workload: `backend-${version}`, labels: { version } },
}));

function askWith(hop: object): Ask {
  const journey = async () => ({ hops: [hop] });
  return { explain: journey, follow: journey, mesh: { status: async () => ({ pods }) } } as unknown as Ask;
}
const weights = { stable: 90, canary: 10 };

it('is right where the configuration gives the versions these shares', async () => {
  const check = emits({ title: 'split', to: 'backend', weights });
  expect(await check.run(askWith(weighted))).toEqual({ state: 'right' });
});

it('adds up the pods of a destination by version, and names the place of the route', async () => {
  const check = emits({ title: 'split', to: { url: 'http://backend.localhost/' }, weights });
  expect(await check.run(askWith(unweighted))).toMatchObject({
    state: 'wrong',
    request: 'GET http://backend.localhost/',
    expected: 'stable 90%, canary 10%',
    got: 'stable 66.7%, canary 33.3%',
    place: { file: 'a.yaml', line: 9 },
  });
});

it('says that nothing is reached', async () => {
  const check = emits({ title: 'split', to: 'backend', weights });
  expect(
    await check.run(askWith(backend([{ share: 1, host: 'backend-service.backend', endpoints: [] }]))),
  ).toMatchObject({
    state: 'wrong',
    got: 'no pod',
  });
});
