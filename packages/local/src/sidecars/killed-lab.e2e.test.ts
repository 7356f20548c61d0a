import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { adminClient, findEnvoy } from '@lab/envoy';
import { afterEach, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'killed-lab-'));
const adminSocket = join(folder, 'admin.sock');
let envoy: number | undefined;

afterEach(() => {
  if (envoy !== undefined) process.kill(envoy, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process that starts a sidecar with nothing in it, says its process number, and stays. */
function labProgram(binary: string): string {
  const pod = { name: 'a', namespace: 'b', ip: '10.0.0.1', proxy: 'sidecar', workload: 'a', labels: {} };
  const options = {
    ...{ binary, pod, domain: 'cluster.local', dir: join(folder, 'sidecar'), adminSocket },
    xdsSocket: join(folder, 'xds.sock'),
    logPath: join(folder, 'envoy.log'),
  };
  const module = join(import.meta.dirname, 'sidecar.ts');
  return `
    const { startSidecar } = await import(${JSON.stringify(module)});
    const options = { ...${JSON.stringify(options)}, onSpawn: () => {} };
    const empty = { listeners: [], clusters: [], routes: [], endpoints: [], secrets: [] };
    const { pid } = await startSidecar(options, empty);
    console.log(pid);
  `;
}

test('an Envoy whose lab was killed serves on, and waits longer each time before it asks again', async () => {
  const program = labProgram((await findEnvoy()).path);
  const lab = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(lab.stdout, 'data');
  envoy = Number(said);
  const admin = adminClient(adminSocket);
  const attempts = async () => (await admin.stats('xds')).get('cluster.xds.upstream_cx_total') ?? 0;
  lab.kill('SIGKILL');
  await once(lab, 'exit');
  const before = await attempts();
  await sleep(2_000);
  // Each delay is up to twice the one before it, from half a second on (Envoy, core.v3.GrpcService.EnvoyGrpc.retry_policy).
  expect((await attempts()) - before).toBeLessThanOrEqual(8);
  expect(await admin.state()).toBe('LIVE');
});
