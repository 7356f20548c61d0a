import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type XdsCache, xdsCache } from './xds-cache.ts';
import { serveXds, type XdsServer } from './xds-server.ts';

let folder: string;
let socket: string;
let cache: XdsCache;
let server: XdsServer;
let client: ClientHttp2Session;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xds-'));
  socket = join(folder, 'xds.sock');
  cache = xdsCache(50);
  server = await serveXds(socket, 'sidecar~1', cache);
  client = connect('http://xds', { createConnection: () => createConnection(socket) });
});

afterEach(() => {
  client.destroy();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends a body as Envoy does: its JSON has the names of the proto's fields. */
async function post(path: string, body: string): Promise<{ status: number; body: string }> {
  const stream = client.request({ ':method': 'POST', ':path': path });
  const status = new Promise<number>((resolve, reject) => {
    stream.once('response', (headers) => resolve(Number(headers[':status']))).once('error', reject);
  });
  stream.end(body);
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return { status: await status, body: text };
}

function discovery(rest: object = {}): string {
  return JSON.stringify({ node: { id: 'sidecar~1' }, ...rest });
}

test('each subscription gets its own resources and their version', async () => {
  const table = { key: 'routes/8080', statistics: 'rds.8080', resources: [{ name: '8080' }] };
  const assignment = { key: 'endpoints/a', statistics: 'cluster.a', resources: [{ clusterName: 'a' }] };
  cache.offer([table], '3');
  cache.offer([assignment], '4');
  const routes = await post('/v3/discovery:routes', discovery({ resource_names: ['8080'] }));
  expect(routes.status).toBe(200);
  expect(JSON.parse(routes.body)).toEqual({ version_info: '3', resources: [{ name: '8080' }] });
  const endpoints = await post('/v3/discovery:endpoints', discovery({ resource_names: ['a'] }));
  expect(JSON.parse(endpoints.body)).toEqual({ version_info: '4', resources: [{ clusterName: 'a' }] });
});

test('304 when there was nothing new for long enough', async () => {
  cache.offer([{ key: 'listeners/', statistics: 'listener_manager.lds', resources: [] }], '1');
  expect(await post('/v3/discovery:listeners', discovery({ version_info: '1' }))).toEqual({
    status: 304,
    body: '',
  });
});

test('nothing for another node, another path or a body that is no request', async () => {
  cache.offer([{ key: 'clusters/', statistics: 'cluster_manager.cds', resources: [] }], '1');
  const foreign = JSON.stringify({ node: { id: 'sidecar~2' } });
  expect((await post('/v3/discovery:clusters', foreign)).status).toBe(404);
  expect((await post('/v3/discovery:clusters', '{}')).status).toBe(404);
  expect((await post('/v3/discovery:secrets', discovery())).status).toBe(404);
  expect((await post('/v3/discovery:clusters', '{')).status).toBe(400);
});

test('only the owner may open the socket', () => {
  expect(statSync(socket).mode & 0o777).toBe(0o600);
});
