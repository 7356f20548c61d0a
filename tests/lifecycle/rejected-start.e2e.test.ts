import { get } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { processesOf } from '../support/lab/lab-processes.ts';
import { createTestLab, type TestLab } from '../support/lab/test-lab.ts';
import type { TestManifests } from '../support/lab/test-manifests.ts';

const patience = { timeout: 60_000, interval: 200 };
const frontend = 'base/frontend/routing.yaml';
const backend = 'base/backend/routing.yaml';
const HEADER = '        set: { x-who: "%HOSTNAM%" }\n';
const POLICY = '      simple: LEAST_REQUEST\n';
const RING = '      consistentHash: { httpHeaderName: x-user, ringHash: { minimumRingSize: 10000000 } }\n';

/** No Envoy takes the routes of the gateway, nor any cluster of an update with those of the backend. */
function spoil(manifests: TestManifests): void {
  manifests.replace(frontend, '      request:\n', `      request:\n${HEADER}`);
  manifests.replace(backend, POLICY, RING);
}

describe('a first start with what Envoys reject', () => {
  let lab: TestLab;
  afterEach(() => lab.close());

  const send = () =>
    new Promise<number | undefined>((resolve, reject) => {
      const place = { host: '127.0.0.1', port: lab.gatewayPort, agent: false };
      get({ ...place, headers: { host: 'frontend.localhost' } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      }).on('error', reject);
    });
  const outcomes = async () => (await lab.status()).findings.map(({ outcome }) => outcome);

  it('comes up without it, says what callers get, and heals', async () => {
    lab = createTestLab({ prepare: spoil });
    const { code, stdout, stderr } = await lab.run(...lab.upArgs, '--detach');
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(
      /frontend\/routing\.yaml:36:\d+ error LAB0207 .*\n {2}in effect: requests that need http\.8080 get 404 NR/,
    );
    expect(stdout).toMatch(
      /backend\/routing\.yaml:41:\d+ error LAB0207 .*\n {2}in effect: calls to outbound\|8080\|.* fail with 503 NC/,
    );
    expect((await lab.pods()).every(({ ready }) => ready)).toBe(true);
    expect(await send()).toBe(404);

    lab.manifests.replace(frontend, HEADER, '');
    await expect
      .poll(async () => (await outcomes()).some((text) => text?.includes('404')), patience)
      .toBe(false);
    expect((await outcomes()).some((text) => text?.includes('503 NC'))).toBe(true);
    expect(await send()).toBe(503);

    lab.manifests.replace(backend, RING, POLICY);
    await expect.poll(outcomes, patience).toEqual([]);
    expect(await send()).toBe(200);
  });

  it('fails under a guard, in Envoy’s words', async () => {
    lab = createTestLab({ prepare: spoil });
    const { code, stdout, stderr } = await lab.run(...lab.upArgs, '--guard', '--detach');
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(
      /SIDECAR_NOT_READY .*rejected its configuration: .*(HOSTNAM|MinimumRingSize)/,
    );
    expect(processesOf(lab.dir)).toEqual([]);
  });
});
