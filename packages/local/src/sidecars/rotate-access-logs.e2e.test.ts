import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminClient, type EnvoyProcess, findEnvoy, startEnvoy } from '@lab/envoy';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { portAllocator } from '../addresses/port-allocator.ts';
import { rotateAccessLogs } from './rotate-access-logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'rotate-'));
const access = join(folder, 'access.log');
const adminSocket = join(folder, 'admin.sock');
/** Envoy writes its access logs every tenth of a second. */
const patience = { timeout: 60_000, interval: 100 };
let envoy: EnvoyProcess;
let port: number;

beforeAll(async () => {
  port = await portAllocator().allocate('listener');
  const configPath = join(folder, 'bootstrap.json');
  writeFileSync(configPath, JSON.stringify(answering()));
  envoy = await startEnvoy({
    binary: (await findEnvoy()).path,
    configPath,
    logPath: join(folder, 'envoy.log'),
  });
});

afterAll(async () => {
  await envoy?.stop(0);
  rmSync(folder, { recursive: true, force: true });
});

const linesOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0);
const ask = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();

it('an Envoy goes on in a new access log when the old one gets large', async () => {
  await expect.poll(() => adminClient(adminSocket).state(), patience).toBe('LIVE');
  const pods = [{ logs: { access }, sidecar: { adminSocket } }, { logs: { access } }];
  await ask();
  await expect.poll(() => linesOf(access), patience).toBe(1);
  await rotateAccessLogs(pods, 1_000_000);
  expect(existsSync(`${access}.1`)).toBe(false);
  for (let turn = 0; turn < 2; turn += 1) {
    await rotateAccessLogs(pods, 1);
    expect(linesOf(`${access}.1`)).toBe(1);
    await ask();
    await expect.poll(() => linesOf(access), patience).toBe(1);
  }
});

/** An Envoy that answers everything itself, and writes what it answered. */
function answering() {
  const route = { match: { prefix: '/' }, direct_response: { status: 200, body: { inline_string: 'ok' } } };
  const file = 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog';
  const manager =
    'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
  const router = 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router';
  return {
    admin: { address: { pipe: { path: adminSocket } } },
    static_resources: {
      listeners: [
        {
          address: { socket_address: { address: '127.0.0.1', port_value: port } },
          filter_chains: [
            {
              filters: [
                {
                  name: 'http',
                  typed_config: {
                    '@type': manager,
                    stat_prefix: 'test',
                    access_log: [{ name: 'file', typed_config: { '@type': file, path: access } }],
                    http_filters: [{ name: 'router', typed_config: { '@type': router } }],
                    route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes: [route] }] },
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  };
}
