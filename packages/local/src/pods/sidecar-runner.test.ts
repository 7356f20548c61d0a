import { existsSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServedConfig } from '../ads/served-config.ts';
import { SidecarRunner } from './sidecar-runner.ts';
import { rejectedCluster } from './testing/fake-processes.ts';
import { type PodFixture, podFixture, podOf, shop } from './testing/pod-fixture.ts';
import { settle, until } from './testing/until.ts';

const POD = podOf(shop({ api: 1 }).mesh, 'api-0');

function config(name: string): ServedConfig {
  const endpoints = [{ clusterName: name, endpoints: [] }];
  return { listeners: [], clusters: [], routes: [], endpoints, secrets: [] };
}

const [first, second, third] = [config('first'), config('second'), config('third')];

let fixture: PodFixture;
let runner: SidecarRunner;

beforeEach(() => {
  fixture = podFixture();
  const { folder, clock, processes } = fixture;
  runner = new SidecarRunner({
    ...{ binary: 'envoy', pod: POD, domain: 'cluster.local', dir: folder, socketDir: folder, logPath: '' },
    ...{ startSidecar: processes.startSidecar, clock, onChange: () => {} },
  });
});

afterEach(async () => {
  await runner.stop();
  // Nothing is left that would start one.
  expect(fixture.clock.due).toEqual([]);
  fixture.remove();
});

function newest() {
  const sidecar = fixture.processes.sidecars.at(-1);
  if (!sidecar) throw new Error('no sidecar');
  return sidecar;
}

async function exitAndWait(why = 'crashed'): Promise<void> {
  newest().exit(why);
  await until(() => runner.status.phase === 'backing-off');
}

describe('a start', () => {
  it('ends with an Envoy that runs what it was given', async () => {
    await runner.start(first);
    expect(runner.status).toMatchObject({ phase: 'running', pid: 1, restarts: 0 });
    expect(newest().configs).toEqual([first]);
  });

  it('that fails says why and leaves no process number', async () => {
    fixture.processes.onSidecar = () => Promise.reject(new Error('port in use'));
    await expect(runner.start(first)).rejects.toThrow('port in use');
    expect(runner.status.pid).toBeUndefined();
    expect(runner.status.phase).not.toBe('running');
  });

  it('that is stopped kills the Envoy and waits for its end', async () => {
    fixture.processes.onSidecar = () => new Promise(() => {});
    const started = runner.start(first);
    const failed = expect(started).rejects.toThrow('killed');
    const death = Promise.withResolvers<void>();
    newest().death = death.promise;
    expect(newest().options.signal?.aborted).toBe(false);
    const stopped = runner.stop();
    expect(newest().options.signal?.aborted).toBe(true);
    await settle();
    expect(runner.status.phase).toBe('starting');
    death.resolve();
    await Promise.all([failed, stopped]);
    expect(runner.status).toMatchObject({ phase: 'stopped', restarts: 0 });
  });

  it('takes what comes meanwhile, the newest of it, before it counts as running', async () => {
    const ready = Promise.withResolvers<void>();
    fixture.processes.onSidecar = () => ready.promise;
    const started = runner.start(first);
    expect(await runner.apply(second)).toBeUndefined();
    expect(await runner.apply(third)).toBeUndefined();
    expect(newest().configs).toEqual([first]);
    ready.resolve();
    await started;
    expect(newest().configs).toEqual([first, third]);
  });

  it('ends an Envoy that cannot take what came meanwhile', async () => {
    const ready = Promise.withResolvers<void>();
    fixture.processes.onSidecar = () => ready.promise;
    const started = runner.start(first);
    await runner.apply(second);
    newest().held = Promise.reject(new Error('no answer'));
    ready.resolve();
    await expect(started).rejects.toThrow('no answer');
    expect(fixture.processes.log).toContain('stop sidecar shop/api-0');
    expect(runner.status.pid).toBeUndefined();
  });
});

describe('an Envoy that ends by itself', () => {
  it('is started again after half a second, with the last active configuration', async () => {
    await runner.start(first);
    await runner.apply(second);
    await exitAndWait('SIGSEGV');
    expect(runner.status).toMatchObject({ phase: 'backing-off', lastExit: 'SIGSEGV', restarts: 0 });
    expect(runner.status.pid).toBeUndefined();
    fixture.clock.advance(499);
    expect(fixture.processes.sidecars).toHaveLength(1);
    fixture.clock.advance(1);
    await until(() => runner.status.phase === 'running');
    expect(runner.status).toMatchObject({ pid: 2, restarts: 1 });
    expect(newest().configs).toEqual([second]);
  });

  it('is started again with the newest configuration, also where it rejected a part of that', async () => {
    await runner.start(first);
    const rejected = [rejectedCluster('no such file')];
    newest().rejects = () => rejected;
    expect(await runner.apply(second)).toEqual({ rejected, isLate: false });
    await exitAndWait();
    fixture.clock.advance(500);
    await until(() => runner.status.phase === 'running');
    expect(newest().configs).toEqual([second]);
    await exitAndWait();
    await runner.apply(third);
    fixture.clock.advance(1_000);
    await until(() => runner.status.phase === 'running');
    expect(newest().configs).toEqual([third]);
  });

  it('waits twice as long each time, also where the start itself fails', async () => {
    await runner.start(first);
    fixture.processes.onSidecar = () => Promise.reject(new Error('port in use'));
    await exitAndWait();
    for (const delay of [500, 1_000, 2_000, 4_000]) {
      expect(fixture.clock.due).toEqual([delay]);
      fixture.clock.advance(delay);
      await until(() => runner.status.phase === 'backing-off');
    }
    expect(runner.status).toMatchObject({ restarts: 4, lastExit: 'port in use' });
  });

  it('waits half a second again once it ran for a minute', async () => {
    await runner.start(first);
    await exitAndWait();
    fixture.clock.advance(500);
    await until(() => runner.status.phase === 'running');
    fixture.clock.advance(60_000);
    await exitAndWait();
    expect(fixture.clock.due).toEqual([500]);
  });

  it('is not started again once it is stopped', async () => {
    await runner.start(first);
    await exitAndWait();
    await runner.stop();
    fixture.clock.advance(60_000);
    await settle();
    expect(fixture.processes.sidecars).toHaveLength(1);
    expect(runner.status.phase).toBe('stopped');
  });

  it('during an update has refused nothing', async () => {
    await runner.start(first);
    newest().held = Promise.reject(new Error('socket hang up'));
    const applied = runner.apply(second);
    newest().exit('SIGSEGV');
    expect(await applied).toBeUndefined();
  });
});

describe('a running Envoy', () => {
  it('that gives no answer and does not end fails the update, after half a second', async () => {
    await runner.start(first);
    newest().held = Promise.reject(new Error('no answer within 5 s'));
    const failed = expect(runner.apply(second)).rejects.toThrow('no answer within 5 s');
    await until(() => fixture.clock.due.length > 0);
    fixture.clock.advance(500);
    await failed;
  });

  it('is drained; one that does not run has nothing to drain', async () => {
    await runner.drain(1_000);
    await runner.start(first);
    await runner.drain(1_000);
    await exitAndWait();
    await runner.drain(1_000);
    expect(fixture.processes.log).toEqual(['start sidecar shop/api-0', 'drain shop/api-0']);
  });

  it('is stopped with its socket, and not started again', async () => {
    await runner.start(first);
    writeFileSync(runner.status.adminSocket, '');
    await runner.stop();
    await settle();
    expect(existsSync(runner.status.adminSocket)).toBe(false);
    expect(runner.status).toMatchObject({ phase: 'stopped', restarts: 0 });
    expect(fixture.clock.due).toEqual([]);
  });
});
