import { binomialInterval } from '@lab/observe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallReport } from '../src/render/call-text.ts';
import { startTestLab, type TestLab } from './test-lab.ts';

/** The weights of the route without a match, as a person reads them in the manifest. */
function writtenWeights(lab: TestLab, tier: string): ReadonlyMap<string, number> {
  const [, byWeight = ''] = lab.manifests.read(`base/${tier}/routing.yaml`).split('- name: canary-by-weight');
  const pairs = byWeight.matchAll(/subset: (\w+)\n +weight: (\d+)$/gm);
  return new Map([...pairs].map(([, subset = '', weight]) => [subset, Number(weight)]));
}

describe('the lab on this machine', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await startTestLab();
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
});
