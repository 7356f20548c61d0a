import type { Finding } from '@lab/istio';
import type { CallReport } from '@lab/mesh-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import { createTestLab, type TestLab } from '../support/lab/test-lab.ts';

const ROUTES = 'components/gateway-api/routes.yaml';
const WAIT = { timeout: 90_000, interval: 500 };

describe('the lab with HTTPRoutes in place of VirtualServices', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await openSharedLab({ components: ['gateway-api'] });
  });
  afterAll(() => lab?.close());

  it('has nothing to find fault with', async () => {
    const place = ['--manifests', lab.manifests.folder, '--with', 'gateway-api'];
    expect(await lab.json<Finding[]>('analyze', ...place)).toEqual([]);
  });

  it('leads every request with x-canary: true through canary on every tier', async () => {
    const { answered, tiers } = await lab.json<CallReport>('call', '--canary', '-n', '50');
    expect(answered).toBe(50);
    const shares = tiers.filter(({ count }) => count > 0);
    expect(shares.map(({ service, version, weight }) => ({ service, version, weight }))).toEqual(
      ['frontend', 'backend', 'ml'].map((service) => ({ service, version: 'canary', weight: 1 })),
    );
  });

  it('splits the others, and knows by which weights', async () => {
    const { answered, tiers } = await lab.json<CallReport>('call', '-n', '300');
    expect(answered).toBe(300);
    const weights = tiers.map(({ service, version, weight }) => [service, version, weight]);
    expect(weights).toEqual([
      ['frontend', 'stable', 0.9],
      ['frontend', 'canary', 0.1],
      ['backend', 'stable', 0.8],
      ['backend', 'canary', 0.2],
      ['ml', 'stable', 0.7],
      ['ml', 'canary', 0.3],
    ]);
    expect(tiers.filter(({ count }) => count === 0)).toEqual([]);
  });

  it('traces a request through every tier without a gap', async () => {
    const { code, stdout } = await lab.run('trace');
    expect(code, stdout).toBe(0);
    for (const tier of ['istio-ingressgateway', 'frontend', 'backend', 'ml']) expect(stdout).toContain(tier);
  });

  it('takes an edited weight, and keeps to it under a guard when the next edit is wrong', async () => {
    const { replace } = lab.manifests;
    const backends = async () => {
      const { tiers } = await lab.json<CallReport>('call', '-n', '20');
      return tiers.filter(({ service, count }) => service === 'backend' && count > 0);
    };
    replace(ROUTES, 'weight: 80', 'weight: 0');
    await expect.poll(backends, WAIT).toMatchObject([{ version: 'canary', count: 20 }]);
    expect((await lab.run('up', '--guard')).code).toBe(0);
    replace(ROUTES, '- name: backend-canary', '- name: backend-canry');
    await expect
      .poll(async () => (await lab.run('logs', 'lab')).stdout, WAIT)
      .toContain('did you mean "backend-canary"?');
    expect(await backends()).toMatchObject([{ version: 'canary', count: 20 }]);
  });
});

describe('the lab with ambient mode', () => {
  const lab = createTestLab({ components: ['gateway-api', 'ambient'] });
  afterAll(() => lab.close());

  it('refuses to start, and says which label asks for what is not there', async () => {
    await expect(lab.up()).rejects.toThrow(/components\/ambient\/namespace\.yaml:3.*LAB0208.*ztunnel/);
  });
});
