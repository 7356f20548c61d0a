import { createServer } from 'node:net';
import type { Diagnosis } from '@lab/cli';
import type { PodStatus } from '@lab/local';
import type { CallReport } from '@lab/mesh-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesOf } from '../support/lab/lab-processes.ts';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 200 };

/** What runs a pod. */
const parts = ['application', 'sidecar'] as const;

describe('a lab whose processes are killed', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await openSharedLab();
  });
  afterAll(() => lab?.close());

  const podNamed = async (name: string) => (await lab.pods()).find((pod) => pod.name === name) as PodStatus;
  const pidsOf = (pods: readonly PodStatus[]) =>
    pods.flatMap((pod) => parts.flatMap((part) => pod[part]?.pid ?? []));
  const killLab = async () => {
    const { pid, pods } = await lab.json<{ pid: number; pods: readonly PodStatus[] }>('status');
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => processesOf(lab.dir).some((found) => found.pid === pid), patience).toBe(false);
    return pidsOf(pods);
  };
  const callAll = async () => {
    const { answered, failures } = await lab.json<CallReport>('call', '-n', '40');
    expect({ answered, failures }).toEqual({ answered: 40, failures: [] });
  };

  it.each(parts)('starts the %s of a pod again, says so, and goes on', async (part) => {
    const before = (await podNamed('backend-stable-1'))[part];
    process.kill(before?.pid as number, 'SIGKILL');
    const restarted = async () => {
      const pod = await podNamed('backend-stable-1');
      return { ready: pod.ready, restarts: pod[part]?.restarts, lastExit: pod[part]?.lastExit };
    };
    const restarts = (before?.restarts ?? 0) + 1;
    const expected = { ready: true, restarts, lastExit: expect.stringContaining('SIGKILL') };
    await expect.poll(restarted, patience).toEqual(expected);
    expect((await podNamed('backend-stable-1'))[part]?.pid).not.toBe(before?.pid);
    const name = part === 'application' ? 'process' : 'sidecar';
    expect((await lab.run('status')).stdout).toMatch(
      new RegExp(`${name} restarted ${restarts} ×, last: .*SIGKILL`),
    );
    await callAll();
  });

  it('ends what a killed lab left with the next up, puts its logs aside, and works', async () => {
    // A pod that the next one has not.
    expect(await lab.run('up', '--with', 'sick-replica')).toMatchObject({ code: 0 });
    const survivors = await killLab();
    expect(survivors).toHaveLength(17);
    expect(await lab.run('logs', 'backend-sick-0')).toMatchObject({ code: 0 });
    const place = [...lab.upArgs, '--detach'];
    expect(await lab.run(...place)).toMatchObject({ code: 0 });
    const pods = await lab.pods();
    const running = processesOf(lab.dir).map(({ pid }) => pid);
    expect(survivors.filter((pid) => running.includes(pid))).toEqual([]);
    // The pods' processes, and the lab itself.
    expect(running).toHaveLength(pidsOf(pods).length + 1);
    expect(await lab.run('logs', 'backend-sick-0')).toMatchObject({ code: 1 });
    await callAll();
  });

  it('ends what a killed lab left with down, and status says what there is', async () => {
    const survivors = await killLab();
    const running = processesOf(lab.dir).map(({ pid }) => pid);
    expect(running.sort()).toEqual(survivors.sort());
    const status = await lab.run('status');
    expect(status).toMatchObject({ code: 1, stdout: expect.stringContaining('left 15 processes') });
    expect(await lab.json('status')).toMatchObject({
      up: false,
      survivors: expect.arrayContaining(survivors),
    });
    const down = await lab.run('down');
    expect(down).toMatchObject({ code: 0, stdout: expect.stringContaining('ended the 15 processes') });
    expect(processesOf(lab.dir)).toEqual([]);
    expect((await lab.run('status')).stdout).toContain('The lab is not up');
  });

  it('leaves the logs after down', async () => {
    expect((await lab.run('logs', '-n', '100000')).stdout).toMatch(/^backend-stable-0 /m);
    expect(await lab.run('logs', 'backend-stable-0')).toMatchObject({ code: 0 });
  });

  it('leaves the default port to others after down, and doctor says whether it is free', async () => {
    const ports = async () =>
      (await lab.json<readonly Diagnosis[]>('doctor')).filter(({ name }) => name.startsWith('port '));
    const [port] = await ports();
    expect(port).toMatchObject({ name: 'port 8080', detail: expect.stringMatching(/^(free|in use)$/) });
    if (!port?.ok) return;
    const server = createServer().listen(8080, '127.0.0.1');
    expect(await ports()).toMatchObject([
      { name: 'port 8080', ok: false, remedy: expect.stringContaining('8081') },
    ]);
    server.close();
  });
});
