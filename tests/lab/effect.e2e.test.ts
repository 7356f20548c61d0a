import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import type { LabStatus } from '@lab/local';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { configInForce, connectTimeouts, weightsInForce } from '../support/lab/envoy-config.ts';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 100 };
const routing = 'base/frontend/routing.yaml';
const CANARY = { 'x-canary': 'true' };

describe('a mistake in the manifests', () => {
  let lab: TestLab;
  let original: string;
  beforeAll(async () => {
    lab = await openSharedLab();
    original = lab.manifests.read(routing);
  });
  afterEach(() => lab?.manifests.write(routing, original));
  afterAll(() => lab?.close());

  const status = () => lab.json<LabStatus>('status');
  const told = async () => (await status()).findings.map(({ code, outcome }) => [code, outcome]);
  const gateway = async () => {
    const pod = (await lab.pods()).find(({ proxy }) => proxy === 'gateway');
    if (!pod) throw new Error('no gateway runs');
    return pod;
  };
  /** The status of one request to the frontend. */
  const send = (headers: Readonly<Record<string, string>> = {}, path = '/') =>
    new Promise<number | undefined>((resolve, reject) => {
      const place = { host: '127.0.0.1', port: lab.gatewayPort, path, agent: false };
      get({ ...place, headers: { host: 'frontend.localhost', ...headers } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      }).on('error', reject);
    });
  const sendMany = (headers?: Readonly<Record<string, string>>) =>
    Promise.all(Array.from({ length: 20 }, () => send(headers)));
  /** What the gateway's access log says of a path. */
  const logged = async (path: string) => {
    const { logs } = await gateway();
    const lines = existsSync(logs.access) ? readFileSync(logs.access, 'utf8').trim().split('\n') : [];
    const entries = lines.filter(Boolean).map((line) => JSON.parse(line));
    return entries
      .filter((entry) => entry.path === path)
      .map(({ response_code, response_flags }) => `${response_code} ${response_flags}`);
  };
  const all = (answer: number) => Array.from({ length: 20 }, () => answer);
  const withoutSubset = () => lab.manifests.replace(routing, 'subset: canary', 'subset: nightly');

  it('that leaves a subset undefined fails the callers of that subset only, until it is mended', async () => {
    withoutSubset();
    await expect
      .poll(told, patience)
      .toEqual([['IST0101', 'in effect: calls to subset nightly fail with 503 NC']]);
    await expect.poll(() => send(CANARY), patience).toBe(503);
    const path = `/${randomUUID()}`;
    expect(await send(CANARY, path)).toBe(503);
    expect(await sendMany(CANARY)).toEqual(all(503));
    expect(await sendMany()).toEqual(all(200));
    await expect.poll(() => logged(path), patience).toEqual(['503 NC']);
    const { stdout } = await lab.run('status');
    expect(stdout).toMatch(
      /routing\.yaml:45:\d+ error IST0101 .*"nightly".*\n {2}in effect: calls to subset/,
    );
    expect((await lab.run('logs', 'lab')).stdout).toContain('in effect: calls to subset nightly');

    lab.manifests.write(routing, original);
    await expect.poll(told, patience).toEqual([]);
    expect(await sendMany(CANARY)).toEqual(all(200));
  });

  it('that admission refuses keeps the last good version of that resource, and no other of the edit', async () => {
    const connectTimeout = async () => connectTimeouts(await gateway(), '|stable|frontend-service.');
    lab.manifests.write(
      routing,
      original
        .replace('weight: 90', 'weight: 40')
        .replace('weight: 10\n', 'weight: 60\n    timeout: 5\n')
        .replace(
          '  host: frontend-service\n  subsets:',
          '  host: frontend-service\n  trafficPolicy: { connectionPool: { tcp: { connectTimeout: 7s } } }\n  subsets:',
        ),
    );
    await expect
      .poll(told, patience)
      .toEqual([['IST0106', 'not applied: the previous version is still active']]);
    await expect.poll(connectTimeout, patience).toEqual(['7s']);
    expect(await weightsInForce(await gateway(), 'frontend-vs')).toEqual([{ stable: 90, canary: 10 }]);
    expect(await sendMany()).toEqual(all(200));

    lab.manifests.write(routing, original);
    await expect.poll(told, patience).toEqual([]);
  });

  it('has no effect under a guard', async () => {
    expect((await lab.run('up', '--guard')).code).toBe(0);
    expect(await status()).toMatchObject({ guard: true, guarded: true });
    expect((await lab.run('status')).stdout).toContain('guard: no configuration with an error takes effect');
    const before = await configInForce(await gateway());
    withoutSubset();
    await expect.poll(told, patience).toEqual([['IST0101', undefined]]);
    expect(await sendMany(CANARY)).toEqual(all(200));
    expect(await configInForce(await gateway())).toEqual(before);
    expect((await lab.run('logs', 'lab')).stdout).toContain(
      '1 error: not applied; the previous configuration is still active',
    );
    // Without it, what stands in the files takes effect.
    expect((await lab.run('up', '--no-guard')).code).toBe(0);
    expect(await sendMany(CANARY)).toEqual(all(503));

    lab.manifests.write(routing, original);
    await expect.poll(told, patience).toEqual([]);
  });
});
