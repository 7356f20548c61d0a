import { InvalidRequestError } from '@lab/mesh-client';
import type { ApiRequest, Routes } from '../route.ts';

/** What changes something: requests that are sent, and pods that are replaced. */
export const changeRoutes: Routes = {
  'POST /api/requests': async ({ source, loads, body }) => ({ id: await loads.send(source, body) }),
  'POST /api/requests/stop': async ({ loads }) => {
    loads.stop();
    return {};
  },
  'POST /api/restart': restart,
};

async function restart({ source, body }: ApiRequest): Promise<unknown> {
  const { workload } = (body ?? {}) as { readonly workload?: unknown };
  if (typeof workload !== 'string') throw new InvalidRequestError('name the workload to restart');
  // It goes on when the page has gone, as a rollout in a cluster does.
  const { signal } = new AbortController();
  await (await source.mesh()).restart(workload, { signal, onProgress: () => {} });
  return {};
}
