import type { Diagnosis } from '@lab/cli';
import type { PodStatus } from '@lab/local';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 100 };

describe('logs', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await openSharedLab({ components: ['sick-replica'] });
    await lab.run('call', '-n', '30', '-c', '2');
  });
  afterAll(() => lab?.close());

  const logs = async (...args: string[]) => {
    const { code, stdout, stderr } = await lab.run('logs', ...args);
    return { code, stderr, lines: stdout.split('\n').filter(Boolean) };
  };
  const podsIn = (lines: readonly string[]) => [...new Set(lines.map((line) => line.split(' ')[0]))];

  it.each([
    'backend-sick-0',
    'backend.backend-sick-0',
    'backend/backend-sick-0',
    'backend-sick',
    'backend/backend-sick',
  ])('of %s are those of one pod, with application and sidecar, in the order of time', async (name) => {
    const { code, lines } = await logs(name, '-n', '100000');
    expect(code).toBe(0);
    expect(podsIn(lines)).toEqual(['backend-sick-0']);
    expect(lines.join('\n')).toMatch(/ app {4}\d\d:\d\d:\d\d\.\d{3} info listening port=/);
    expect(lines.join('\n')).toMatch(
      / access 1?\d.* POST backend-service\.backend:8080\/classify \d+ ms → inbound 8080/,
    );
    expect(lines.join('\n')).not.toMatch(/Deprecated field|^\{/m);
    const times = lines.flatMap((line) => /\d\d:\d\d:\d\d\.\d{3}/.exec(line) ?? []);
    expect(times).toEqual(times.toSorted());
  });

  it('of a workload are those of its pods', async () => {
    const { lines } = await logs('backend-stable', '-n', '1000');
    expect(podsIn(lines).sort()).toEqual(['backend-stable-0', 'backend-stable-1']);
  });

  it('are as many lines as were asked for', async () => {
    for (const [count, ...name] of [['7'], ['3', 'backend'], ['1', 'backend-stable-0'], ['0']]) {
      const asked = [...name, '-n', count as string];
      // The stack of an error belongs to its line, and is indented below it; as JSON it is a field of it.
      const begun = (await logs(...asked)).lines.filter((line) => !line.startsWith('    '));
      expect(begun).toHaveLength(Number(count));
      expect((await logs(...asked, '--json')).lines).toHaveLength(Number(count));
    }
  });

  it('are JSON for a script, every line of them', async () => {
    const { lines } = await logs('backend-stable', '--json', '-n', '100000');
    const values = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(values.some(({ service, version }) => service === 'backend' && version === 'stable')).toBe(true);
    expect(values.some(({ upstream_cluster: cluster }) => cluster === 'inbound|8080||')).toBe(true);
    expect(values.some(({ log }) => log === 'backend.backend-stable-0.envoy')).toBe(true);
  });

  it('of nobody are an error that names the nearest, and all there are', async () => {
    const { code, lines } = await logs('backend-stabel');
    expect(code).toBe(1);
    expect(lines[0]).toContain('did you mean "backend-stable"?');
    expect(lines[1]).toContain('backend/backend-sick-0');
  });

  it('follow what is written from now on', async () => {
    const following = lab.start('logs', 'backend-stable', '-f', '-n', '0');
    // It has looked once at what there was.
    await vi.waitFor(async () => {
      await lab.run('call', '-n', '5');
      expect(following.output()).toMatch(/request served method=POST path=\/classify/);
    }, patience);
    process.kill(-following.pid, 'SIGINT');
    expect((await following.ended).code).toBe(0);
  });

  it('of pods that an earlier configuration had are shown by name only', async () => {
    expect((await lab.run('up', '--without', 'sick-replica')).code).toBe(0);
    const all = await logs('-n', '100000');
    expect(podsIn(all.lines)).toContain('backend-stable-0');
    expect(podsIn(all.lines)).not.toContain('backend-sick-0');
    expect(podsIn((await logs('backend', '-n', '100000')).lines)).not.toContain('backend-sick-0');
    const ended = await logs('backend-sick-0', '-n', '5');
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('backend/backend-sick-0 ended') });
    expect(ended.lines).toHaveLength(5);
  });

  it('name what ended an Envoy, which no warning did', async () => {
    const sidecar = async () => (await lab.pods()).find(({ name }) => name === 'ml-stable-0')?.sidecar;
    const { pid, restarts } = (await sidecar()) ?? { pid: undefined, restarts: 0 };
    process.kill(pid as number, 'SIGKILL');
    await expect.poll(async () => (await sidecar())?.restarts, patience).toBe(restarts + 1);
    expect((await sidecar())?.lastExit).toBe('Envoy was terminated by SIGKILL');
    const ready = async (): Promise<readonly PodStatus[]> => (await lab.pods()).filter((pod) => !pod.ready);
    await expect.poll(ready, patience).toEqual([]);
  });

  it('and doctor names the port at which the lab is', async () => {
    const ports = async () =>
      (await lab.json<readonly Diagnosis[]>('doctor')).filter(({ name }) => name.startsWith('port '));
    const detail = 'the lab is up there';
    expect(await ports()).toEqual([{ name: `port ${lab.gatewayPort}`, ok: true, detail }]);
  });
});
