import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { adminClient } from './admin-client.ts';
import { type EnvoyProcess, startEnvoy } from './envoy-process.ts';
import { findEnvoy } from './find-envoy.ts';
import { validateConfig } from './validate-config.ts';

const { path: binary } = await findEnvoy();
let folder: string;
let running: EnvoyProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'envoy-'));
});

afterEach(async () => {
  await running?.stop();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function bootstrap(port: number): object {
  const socketAddress = { address: '127.0.0.1', portValue: port };
  return {
    admin: { address: { pipe: { path: join(folder, 'admin.sock') } } },
    staticResources: {
      listeners: [{ name: 'one', address: { socketAddress }, filterChains: [{ filters: [] }] }],
    },
  };
}

async function start(config: object): Promise<EnvoyProcess> {
  writeFileSync(join(folder, 'bootstrap.json'), JSON.stringify(config));
  running = await startEnvoy({
    binary,
    configPath: join(folder, 'bootstrap.json'),
    logPath: join(folder, 'envoy.log'),
  });
  return running;
}

test('starts, answers on its admin socket, stops and leaves nothing', async () => {
  const envoy = await start(bootstrap(0));
  const admin = adminClient(join(folder, 'admin.sock'));
  await expect.poll(() => admin.state()).toBe('LIVE');
  expect((await admin.stats('listener_manager')).get('listener_manager.total_listeners_active')).toBe(1);
  expect((await admin.configDump()).length).toBeGreaterThan(0);
  await admin.drain(true);
  await envoy.stop();
  expect(await envoy.exited).toBeUndefined();
  expect(() => process.kill(envoy.pid, 0)).toThrow('ESRCH');
});

test('a port that another process has becomes ENVOY_PORT_IN_USE', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  try {
    const { port } = other.address() as { port: number };
    const envoy = await start(bootstrap(port));
    expect(await envoy.exited).toMatchObject({
      code: 'ENVOY_PORT_IN_USE',
      message: expect.stringContaining(`:${port}`),
    });
  } finally {
    other.close();
  }
});

test('a configuration that Envoy does not know becomes ENVOY_CONFIG_REJECTED with its words', async () => {
  const envoy = await start({ static_resources: { listeners: [{ nme: 'x' }] } });
  expect(await envoy.exited).toMatchObject({
    code: 'ENVOY_CONFIG_REJECTED',
    message: expect.stringContaining('nme'),
  });
  expect(readFileSync(join(folder, 'envoy.log'), 'utf8')).toContain('nme');
});

test('validateConfig tells good from bad', async () => {
  expect(await validateConfig(binary, bootstrap(0))).toBeUndefined();
  expect(await validateConfig(binary, { static_resources: { clusters: [{ name: 1 }] } })).toBeTruthy();
});
