import type { journey } from '@lab/istio';
import { expect, it } from 'vitest';
import type { Ask } from './ask.ts';
import { callCommand, requestText, versionShares } from './tier.ts';

const endpoint = (version: string, pods: number, ready: number) => ({
  ...{ workload: `backend/backend-${version}`, port: 8080, pods, ready },
});
const pods = ['stable', 'canary'].map((version) => ({
  ...{ namespace: 'backend', workload: `backend-${version}`, labels: { version } },
}));
const ask = { mesh: { status: async () => ({ pods }) } } as unknown as Ask;
const hopTo = (...destinations: object[]) => ({ destinations }) as unknown as journey.Hop;

it('gives a share to the ready pods of a destination', async () => {
  const hop = hopTo({ share: 1, endpoints: [endpoint('stable', 2, 1), endpoint('canary', 1, 1)] });
  expect(await versionShares(ask, hop)).toEqual({ stable: 0.5, canary: 0.5 });
});

it('knows whose share it is where no pod is ready, and where there is none', async () => {
  const unready = hopTo(
    { share: 0.9, endpoints: [endpoint('stable', 2, 2)] },
    { share: 0.1, endpoints: [endpoint('canary', 1, 0)] },
  );
  expect(await versionShares(ask, unready)).toEqual({ stable: 0.9, canary: 0.1 });
  expect(await versionShares(ask, hopTo({ share: 1, endpoints: [endpoint('canary', 0, 0)] }))).toEqual({});
});

it('names the headers of a request, where it has some', () => {
  expect(requestText({})).toBe('POST /api/classify');
  expect(requestText({ headers: { 'x-beta': 'true' } })).toBe('POST /api/classify with x-beta: true');
  expect(callCommand({ headers: { 'x-beta': 'true' } }, 4)).toBe("./lab call -n 4 -H 'x-beta: true'");
});
