import { adminClient } from '@lab/envoy';
import type { PodStatus } from '@lab/local';
import type { CallReport } from '@lab/mesh-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const STABLE = 'outbound|8080|stable|backend-service.backend.svc.cluster.local';
const KILLED = 'backend-stable-1';
const CONCURRENCY = 8;

let lab: TestLab;
beforeAll(async () => {
  lab = await openSharedLab();
});
afterAll(() => lab?.close());

async function podNamed(name: string): Promise<PodStatus> {
  const pod = (await lab.pods()).find((candidate) => candidate.name === name);
  if (!pod) throw new Error(`there is no pod ${name}`);
  return pod;
}

it('an application that dies costs the requests in it, and callers an update of endpoints and nothing else', async () => {
  const frontend = await podNamed('frontend-stable-0');
  const admin = adminClient(frontend.sidecar?.adminSocket ?? '');
  const stat = async (name: string) => (await admin.stats()).get(name);
  const members = () => stat(`cluster.${STABLE};.membership_total`);
  const endpointUpdates = () => stat(`cluster.${STABLE};.update_success`);
  const clusterUpdates = async () => ({
    taken: await stat('cluster_manager.cds.update_success'),
    version: (await admin.textReadouts('cds')).get('cluster_manager.cds.version_text'),
    replaced: await stat('cluster_manager.cluster_modified'),
  });
  await expect.poll(members).toBe(2);
  const clustersBefore = await clusterUpdates();
  const endpointsBefore = (await endpointUpdates()) ?? 0;

  const call = lab.json<CallReport>('call', '-n', '400', '-c', String(CONCURRENCY));
  await expect.poll(() => stat(`cluster.${STABLE};.upstream_rq_active`)).toBeGreaterThan(0);
  const { application: killed } = await podNamed(KILLED);
  process.kill(killed?.pid ?? Number.NaN, 'SIGKILL');
  await expect.poll(endpointUpdates).toBeGreaterThan(endpointsBefore);
  const { requests, answered, failures } = await call;
  expect(requests).toBe(400);
  expect(requests - answered, JSON.stringify(failures)).toBeLessThanOrEqual(CONCURRENCY);

  // It has been started again meanwhile.
  await expect.poll(members).toBe(2);
  expect((await podNamed(KILLED)).application?.restarts).toBeGreaterThan(killed?.restarts ?? 0);
  expect((await endpointUpdates()) ?? 0).toBeGreaterThanOrEqual(endpointsBefore + 2);
  expect(await clusterUpdates()).toEqual(clustersBefore);
});
