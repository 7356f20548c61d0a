import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PodStatus } from '@lab/local';
import type { CallReport } from '@lab/mesh-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BackgroundLoad, startLoad } from '../support/lab/background-load.ts';
import { configInForce, weightsInForce } from '../support/lab/envoy-config.ts';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';
import type { TestManifests } from '../support/lab/test-manifests.ts';

const patience = { timeout: 60_000, interval: 100 };
const gateway = 'istio-ingressgateway-0';

interface BrokenEdit {
  readonly what: string;
  /** Whether the lab is to let no error take effect. */
  readonly guard?: boolean;
  readonly edit: (manifests: TestManifests) => void;
  /** File that is edited, and the one that the finding names. */
  readonly file: string;
  readonly named?: string;
  readonly line: number;
  readonly code: string;
}

const routing = 'base/backend/routing.yaml';
const deleted = 'base/ml/routing.yaml';

const brokenEdits: readonly BrokenEdit[] = [
  {
    what: 'broken YAML',
    edit: (manifests) => manifests.replace(routing, '  hosts:\n', '  hosts: [\n'),
    ...{ file: routing, line: 9, code: 'LAB0101' },
  },
  {
    what: 'an unknown field',
    edit: (manifests) => manifests.replace(routing, '  hosts:\n', '  retrys: 3\n  hosts:\n'),
    ...{ file: routing, line: 8, code: 'IST0106' },
  },
  {
    what: 'a subset that does not exist, under a guard,',
    guard: true,
    edit: (manifests) => manifests.replace(routing, 'subset: canary', 'subset: nightly'),
    ...{ file: routing, line: 19, code: 'IST0101' },
  },
  {
    what: 'a deleted file that a kustomization names',
    edit: ({ folder }) => rmSync(join(folder, deleted)),
    ...{ file: deleted, named: 'base/ml/kustomization.yaml', line: 5, code: 'LAB0102' },
  },
];

describe('an edit of the manifests while requests come in', () => {
  let lab: TestLab;
  let load: BackgroundLoad;
  let pods: readonly PodStatus[];
  beforeAll(async () => {
    lab = await openSharedLab();
    pods = await lab.pods();
    load = await startLoad(lab, 2);
  });
  afterAll(() => lab?.close());

  const log = () => readFileSync(join(lab.dir, 'logs/lab.log'), 'utf8');
  const findings = async () => (await lab.status()).findings;
  const configs = async () =>
    Object.fromEntries(
      await Promise.all(pods.map(async (pod) => [pod.name, await configInForce(pod)] as const)),
    );
  const weights = async (virtualService: string, meant: (pod: PodStatus) => boolean) =>
    Promise.all(pods.filter(meant).map((pod) => weightsInForce(pod, virtualService)));

  it('brings a weight into force at every Envoy, and the split follows', async () => {
    lab.manifests.replace('base/backend/routing.yaml', 'weight: 80', 'weight: 30');
    lab.manifests.replace('base/backend/routing.yaml', 'weight: 20', 'weight: 70');
    const everySidecar = Array.from({ length: pods.length - 1 }, () => [{ stable: 30, canary: 70 }]);
    await expect
      .poll(() => weights('backend-vs', ({ name }) => name !== gateway), patience)
      .toEqual(everySidecar);
    lab.manifests.replace('base/frontend/routing.yaml', 'weight: 90', 'weight: 40');
    lab.manifests.replace('base/frontend/routing.yaml', 'weight: 10\n', 'weight: 60\n');
    await expect
      .poll(() => weights('frontend-vs', ({ name }) => name === gateway), patience)
      .toEqual([[{ stable: 40, canary: 60 }]]);

    const { tiers } = await lab.json<CallReport>('call', '-n', '300');
    const canary = (tier: string) =>
      tiers.find(({ service, version }) => service === tier && version === 'canary');
    // Seven standard deviations to each side: only another split leaves these.
    expect([canary('frontend')?.weight, canary('backend')?.weight]).toEqual([0.6, 0.7]);
    expect(Math.abs((canary('frontend')?.count ?? 0) - 180)).toBeLessThan(60);
    expect(Math.abs((canary('backend')?.count ?? 0) - 210)).toBeLessThan(56);
  });

  it.each(brokenEdits)(
    'answers $what by a finding, and leaves every Envoy as it is',
    async ({ edit, file, named = file, line, code, guard = false }) => {
      await lab.run('up', guard ? '--guard' : '--no-guard');
      const before = await configs();
      const text = lab.manifests.read(file);
      const logged = log().length;
      edit(lab.manifests);
      const printed = new RegExp(`/${named}:${line}:?\\d* error ${code} `);
      await expect.poll(() => log().slice(logged), patience).toMatch(printed);
      const location = { file: expect.stringMatching(new RegExp(`/${named}$`)), line };
      expect(await findings()).toMatchObject([{ severity: 'error', code, location }]);
      expect(await configs()).toEqual(before);

      const broken = log().length;
      lab.manifests.write(file, text);
      await expect.poll(() => log().slice(broken), patience).toMatch(/live after/);
      expect(await findings()).toEqual([]);
      expect(await configs()).toEqual(before);
    },
  );

  it('has lost no request', async () => {
    const { answered, failures } = await load.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(100);
  });
});
