import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type ClientDuplexStream, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AdsServer, serveAds } from './ads-server.ts';
import { AdsStream } from './ads-stream.ts';
import { DELTA_DISCOVERY } from './delta-discovery.ts';
import { type ResourceKind, typeUrl } from './resource-type.ts';

const SECRET = { name: 'default', tlsCertificate: { privateKey: { inlineString: 'the key' } } };
const CLUSTER = { name: 'a', connectTimeout: '1.5s', type: 'EDS' };

let folder: string;
let socket: string;
let stream: AdsStream;
let server: AdsServer;
let client: Client;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ads-'));
  socket = join(folder, 'ads.sock');
  stream = new AdsStream({
    ...{ clusters: [CLUSTER as never], endpoints: [], listeners: [], routes: [] },
    secrets: [SECRET],
  });
  server = await serveAds(socket, 'sidecar~1', stream);
  client = new Client(`unix:${socket}`, credentials.createInsecure());
});

afterEach(() => {
  client.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Response {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly resources: readonly { readonly name: string; readonly resource: { readonly value: Uint8Array } }[];
}

function ask(nodeId: string, kind: ResourceKind = 'clusters'): ClientDuplexStream<object, Response> {
  const method = DELTA_DISCOVERY.deltaAggregatedResources;
  if (!method) throw new Error('no such method');
  const { path, requestSerialize, responseDeserialize } = method;
  const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  const resourceNamesSubscribe = kind === 'secrets' ? ['default'] : [];
  call.write({ node: { id: nodeId }, typeUrl: typeUrl(kind), resourceNamesSubscribe });
  return call as ClientDuplexStream<object, Response>;
}

test('an Envoy gets its configuration in binary, and says why it rejects it', async () => {
  const call = ask('sidecar~1');
  const response = await new Promise<Response>((resolve, reject) =>
    call.on('data', resolve).on('error', reject),
  );
  expect(response.typeUrl).toBe(typeUrl('clusters'));
  const [{ name, resource } = { name: '', resource: { value: new Uint8Array() } }] = response.resources;
  expect(name).toBe('a');
  // Fields 1 (name), 2 (type) and 4 (1 s and 500,000,000 ns) of envoy/config/cluster/v3/cluster.proto.
  expect(Buffer.from(resource.value).toString('hex')).toBe('0a01611003220808011080cab5ee01');
  const errorDetail = { message: 'no endpoints' };
  call.write({ typeUrl: response.typeUrl, responseNonce: response.nonce, errorDetail });
  await stream.settled();
  expect(stream.rejected).toMatchObject([{ kind: 'clusters', name: 'a', reason: 'no endpoints' }]);
  call.cancel();
});

test('an Envoy gets its secrets, with their keys', async () => {
  const call = ask('sidecar~1', 'secrets');
  const { resources } = await new Promise<Response>((resolve, reject) =>
    call.on('data', resolve).on('error', reject),
  );
  expect(resources.map(({ name }) => name)).toEqual(['default']);
  expect(Buffer.from(resources[0]?.resource.value ?? []).toString()).toContain('the key');
  call.cancel();
});

test.each(['clusters', 'secrets'] as const)('another node gets nothing: no %s', async (kind) => {
  const call = ask('sidecar~2', kind);
  const [error, data] = await new Promise<[Error | undefined, unknown]>((resolve) =>
    call
      .on('data', (response) => resolve([undefined, response]))
      .on('error', (cause) => resolve([cause, undefined])),
  );
  expect(data).toBeUndefined();
  expect(error?.message).toContain('PERMISSION_DENIED');
});

test('only the owner may open the socket', () => {
  expect(statSync(socket).mode & 0o777).toBe(0o600);
});
