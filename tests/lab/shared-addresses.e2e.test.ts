import { join } from 'node:path';
import { spiffeId } from '@lab/istio';
import { openAuthority } from '@lab/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callSidecar } from '../support/lab/call-sidecar.ts';
import { classify } from '../support/lab/classify.ts';
import { startTestLab, type TestLab } from '../support/lab/test-lab.ts';

/** What macOS has: one address, and ports that are moved. The component's policies ask for the container's. */
let lab: TestLab;
beforeAll(async () => {
  lab = await startTestLab({ components: ['jwt'], env: { LAB_POD_ADDRESSES: 'shared' } });
});
afterAll(() => lab?.close());

describe('a lab whose pods have one address', () => {
  it('has every listener at 127.0.0.1', async () => {
    const addresses = (await lab.pods()).flatMap(({ addresses: { application, inbound, outbound } }) =>
      [application, inbound, outbound].flatMap((each) => Object.values(each)),
    );
    expect(new Set(addresses.map((address) => address.split(':')[0]))).toEqual(new Set(['127.0.0.1']));
    // The application, its sidecar, and listeners for calls of seven pods.
    expect(new Set(addresses).size).toBeGreaterThan(7 * 3);
  });

  it('refuses a request without a token, and takes one with', async () => {
    const at = `127.0.0.1:${lab.gatewayPort}`;
    const load = { at, host: 'frontend.localhost', path: '/api/classify', requests: 5, concurrency: 1 };
    expect((await classify(load)).map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    const token = lab.manifests.read('components/jwt/demo.jwt').trim();
    const answers = await classify({ ...load, headers: { authorization: `Bearer ${token}` } });
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('lets the caller in that a policy names, and no other', async () => {
    const authority = await openAuthority(join(lab.dir, 'certificates'));
    const ml = (await lab.pods()).find(({ name }) => name === 'ml-stable-0');
    const identity = (name: string) => ({
      trustDomain: 'cluster.local',
      namespace: name,
      serviceAccount: name,
    });
    const call = async (caller: string) =>
      callSidecar({
        at: Object.values(ml?.addresses.inbound ?? {})[0] ?? '',
        serverName: 'outbound_.5000_._.ml-service.ml.svc.cluster.local',
        root: authority.rootCertificate,
        server: spiffeId(identity('ml')),
        client: await authority.issue(identity(caller)),
      });
    expect(await call('backend')).toMatchObject({ status: 200 });
    expect(await call('frontend')).toMatchObject({ status: 403 });
  });
});
