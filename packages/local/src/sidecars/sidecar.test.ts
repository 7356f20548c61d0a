import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { podOf, shop } from '../pods/testing/pod-fixture.ts';
import { startSidecar } from './sidecar.ts';

test('a start that is stopped before it begins is INTERRUPTED: no process, no file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidecar-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dir = join(folder, 'sidecar');
  const pids: number[] = [];
  const started = startSidecar(
    {
      ...{
        binary: process.execPath,
        pod: podOf(shop({ api: 1 }).mesh, 'api-0'),
        domain: 'cluster.local',
        dir,
      },
      ...{ adminSocket: join(folder, 'admin.sock'), xdsSocket: join(folder, 'xds.sock') },
      ...{ logPath: join(folder, 'envoy.log'), signal: AbortSignal.abort() },
      onSpawn: (pid) => pids.push(pid),
    },
    { listeners: [], clusters: [], routes: [], endpoints: [], secrets: [] },
  );
  await expect(started).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect({ pids, isWritten: existsSync(dir) }).toEqual({ pids: [], isWritten: false });
});
