import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BackgroundLoad, startLoad } from '../support/lab/background-load.ts';
import { configInForce, isDraining } from '../support/lab/envoy-config.ts';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 100 };

describe('up while the lab is up', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await openSharedLab();
  });
  afterAll(() => lab?.close());

  const status = () => lab.status();
  const names = async () => (await lab.pods()).map(({ name }) => name);
  const configs = async () => Promise.all((await lab.pods()).map(configInForce));
  const log = () => readFileSync(join(lab.dir, 'logs/lab.log'), 'utf8');

  it('says what is up when nothing else is asked for', async () => {
    const { code, stdout } = await lab.run('up');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('is already up: local') });
    expect(stdout).toContain(`port ${lab.gatewayPort}`);
    expect((await lab.run('status')).stdout).toContain('overlay local');
  });

  it('puts a component on, with its pods, and takes it off', async () => {
    const on = await lab.run('up', '--with', 'sick-replica');
    expect(on).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/live after .*: local with sick-replica/),
    });
    expect(on.stdout).toContain('started backend/backend-sick-0');
    expect(await names()).toContain('backend-sick-0');
    expect(await status()).toMatchObject({ overlay: 'local', components: ['sick-replica'], without: [] });
    expect(log()).toMatch(/live after .*: local with sick-replica/);
    // The same once more changes nothing.
    expect((await lab.run('up', '--with', 'sick-replica')).stdout).toContain('is already up');

    const off = await lab.run('up', '--without', 'sick-replica');
    expect(off).toMatchObject({ code: 0, stdout: expect.stringContaining('ended backend/backend-sick-0') });
    expect(await names()).not.toContain('backend-sick-0');
  });

  it('exchanges components of the overlay and the overlay itself, and loses no request', async () => {
    const load: BackgroundLoad = await startLoad(lab, 2);
    const exchanged = await lab.run('up', '--without', 'strict-mtls', '--with', 'permissive-mtls');
    expect(exchanged).toMatchObject({ code: 0 });
    expect(await status()).toMatchObject({ components: ['permissive-mtls'], without: ['strict-mtls'] });
    const again = await lab.run('up', '--overlay', 'local', '--manifests', lab.manifests.folder);
    expect(again).toMatchObject({ code: 0 });
    expect(await status()).toMatchObject({ overlay: 'local', components: [], without: [] });
    const { answered, failures } = await load.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(20);
  });

  it('follows edits of what runs now', async () => {
    await lab.run('up', '--with', 'canary-50');
    lab.manifests.replace('components/canary-50/weights.yaml', 'value: 50', 'value: 55');
    await expect.poll(log, patience).toMatch(/live after .*canary-50\/weights\.yaml/);
    await lab.run('up', '--without', 'canary-50');
    const { components } = await status();
    expect(components).toEqual([]);
  });

  it.each([
    [['--with', 'permissive-mtls'], 1, 'LAB0106'],
    [['--with', 'broken'], 1, 'LAB0103'],
    [['--with', 'sick-replic'], 2, 'did you mean "sick-replica"?'],
    [['--without', 'sick-replica'], 2, 'has no component of that name'],
    [['--overlay', 'prod'], 2, 'did you mean "production"?'],
    [['--port', '1234'], 1, './lab down, then ./lab up --port 1234'],
  ] as const)('refuses %j, and the previous configuration stays active', async (args, code, says) => {
    const file = join(lab.manifests.folder, 'components/broken/kustomization.yaml');
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresorces: []\n');
      // It is an edit as well, of which status tells.
      await expect.poll(log, patience).toMatch(/live after .*broken\/kustomization\.yaml/);
    }
    // Listeners that an earlier test replaced leave the configuration when they have drained.
    const areDraining = async () => (await Promise.all((await lab.pods()).map(isDraining))).some(Boolean);
    await expect.poll(areDraining, patience).toBe(false);
    const isIdle = async () => (await status()).edits !== 'applying';
    await expect.poll(isIdle, patience).toBe(true);
    const before = { status: await status(), configs: await configs() };
    const ended = await lab.run('up', ...args);
    expect(ended.code, ended.stdout + ended.stderr).toBe(code);
    expect(ended.stdout + ended.stderr).toContain(says);
    await expect.poll(isIdle, patience).toBe(true);
    expect({ status: await status(), configs: await configs() }).toEqual(before);
  });
});
