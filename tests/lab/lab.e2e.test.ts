import type { CallReport, RequestReport } from '@lab/mesh-client';
import { binomialInterval } from '@lab/observe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

/** The weights of the route without a match, as a person reads them in the manifest. */
function writtenWeights(lab: TestLab, tier: string): ReadonlyMap<string, number> {
  const [, byWeight = ''] = lab.manifests.read(`base/${tier}/routing.yaml`).split('- name: canary-by-weight');
  const pairs = byWeight.matchAll(/subset: (\w+)\n +weight: (\d+)$/gm);
  return new Map([...pairs].map(([, subset = '', weight]) => [subset, Number(weight)]));
}

describe('the lab on this machine', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await openSharedLab();
  });
  afterAll(() => lab?.close());

  it('has every pod of the overlay ready', async () => {
    const pods = await lab.pods();
    expect(pods.map(({ name }) => name).sort()).toEqual([
      'backend-canary-0',
      'backend-stable-0',
      'backend-stable-1',
      'frontend-canary-0',
      'frontend-stable-0',
      'istio-ingressgateway-0',
      'ml-canary-0',
      'ml-stable-0',
    ]);
    expect(pods.filter(({ ready }) => !ready)).toEqual([]);
  });

  it('leads 200 of 200 requests with x-canary: true through canary on every tier', async () => {
    const { tiers } = await lab.json<CallReport>('call', '--canary', '-n', '200');
    for (const tier of ['frontend', 'backend', 'ml']) {
      const shares = tiers.filter(({ service, count }) => service === tier && count > 0);
      expect(shares).toMatchObject([{ service: tier, version: 'canary', count: 200 }]);
    }
  });

  // Three tiers, each outside of its interval by chance once in a thousand runs: one run in 333, two in a row one in
  // 110,000. Weights that are not those configured fail again.
  it('splits 1,000 requests by the weights of every tier', { retry: 1 }, async () => {
    const { answered, tiers } = await lab.json<CallReport>('call', '-n', '1000');
    expect(answered).toBe(1000);
    expect(tiers.map(({ service, version }) => `${service} ${version}`).sort()).toEqual([
      ...['backend canary', 'backend stable', 'frontend canary', 'frontend stable'],
      ...['ml canary', 'ml stable'],
    ]);
    for (const { service, version, count, weight, interval, inside } of tiers) {
      const written = (writtenWeights(lab, service).get(version) ?? 0) / 100;
      const { low, high } = binomialInterval(1000, written);
      expect({ weight, interval }).toEqual({ weight: written, interval: { low, high } });
      expect(count, `${service} ${version}`).toBeGreaterThanOrEqual(low);
      expect(count, `${service} ${version}`).toBeLessThanOrEqual(high);
      expect(inside).toBe(true);
    }
  });

  it('sends any request through the gateway, to the host that it serves', async () => {
    const page = await lab.run('call', '--path', '/');
    expect(page.stdout).toMatch(
      /^200 OK in .* ms\n[\s\S]*^content-type: text\/html[\s\S]*\n\n<!DOCTYPE html>/m,
    );
    const data = ['--path', '/api/classify', '--data', '{"item":"jar"}', '-H', 'x-canary: true'];
    const { answers, last } = await lab.json<RequestReport>('call', ...data, '-n', '20');
    expect(answers).toEqual([{ status: 200, pod: 'frontend-canary-0', count: 20 }]);
    expect(JSON.parse(last?.body ?? '')).toMatchObject({ item: 'jar' });
    const get = await lab.run('call', '--path', '/api/classify', '-n', '2');
    expect(get.stdout).toMatch(/^405 +frontend-\S+ +\d +\d+% +Method Not Allowed: GET is not possible here/m);
    const other = await lab.run('call', '--host', 'nosuch.localhost', '--path', '/');
    expect(other).toMatchObject({ code: 0, stdout: expect.stringMatching(/^404 Not Found/) });
  });

  it('sends from a pod, through its sidecar and with its identity', async () => {
    const url = 'http://backend-service.backend:8080/classify';
    const from = (workload: string) =>
      lab.json<RequestReport>('call', '--from', workload, url, '--data', '{"item":"jar"}', '-n', '60');
    const allowed = await from('frontend/frontend-stable');
    expect(allowed.answers.map(({ status }) => status)).not.toContain(403);
    expect(new Set(allowed.answers.map(({ pod }) => pod))).toContain('backend-stable-1');
    const denied = await from('ml-stable');
    expect(denied.answers).toEqual([{ status: 403, reason: 'RBAC: access denied', count: 60 }]);
    const canary = ['--from', 'frontend-canary', url, '--data', '{"item":"jar"}', '--canary', '-n', '20'];
    const { answers } = await lab.json<RequestReport>('call', ...canary);
    expect(answers).toEqual([{ status: 200, pod: 'backend-canary-0', count: 20 }]);
  });

  it('sends from outside of the mesh, in plain HTTP, to the pods of a Service', async () => {
    const outside = (url: string) => lab.json<RequestReport>('call', '--from', 'outside', url);
    const { failures } = await outside('http://backend-service.backend:8080/healthz');
    expect(failures).toEqual([{ reason: expect.stringMatching(/^(ECONNRESET|EPIPE)$/), count: 1 }]);
    const { stderr } = await lab.run('call', '--from', 'outside', 'http://nosuch.backend:8080/');
    expect(stderr).toContain('no Service of the mesh is called nosuch.backend:8080');
  });

  it.each([
    [['http://backend-service.backend:8080/'], 'a URL needs --from'],
    [['--from', 'ml-stable'], '--from ml-stable needs a URL'],
    [['--from', 'ml-stable', 'backend'], '"backend" is not an http or https URL'],
    [['--from', 'ml-stable', 'http://x', '--path', '/'], '--host and --path do not work with --from'],
    [['--from', 'ml-stabel', 'http://x'], 'did you mean "ml-stable"?'],
    [['--path', 'healthz'], 'a path must begin with /'],
    [['--path', '/', '--item', 'jar'], '--item does not work with a custom request'],
    [['-H', 'x'], "use 'name: value'"],
  ])('call %j is no command', async (args, message) => {
    const { code, stderr } = await lab.run('call', ...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  it('says which hosts the gateway serves where the application is not among them', async () => {
    const hosts = 'frontend.localhost';
    lab.manifests.write(
      'base/frontend/routing.yaml',
      lab.manifests.read('base/frontend/routing.yaml').replaceAll(hosts, 'shop.localhost'),
    );
    await expect
      .poll(async () => (await lab.run('call', '-n', '1')).stderr)
      .toMatch(/the gateway does not serve frontend.localhost,.* it serves .*shop\.localhost/);
    const { stderr } = await lab.run('call', '-n', '1');
    const [, command = ''] = /send a custom request: \.\/lab (.*)/.exec(stderr) ?? [];
    expect((await lab.run(...command.split(' '))).stdout).toMatch(/^200 OK/);
    expect((await lab.run('call', '--path', '/')).stdout).toMatch(/^200 OK/);
  });
});
