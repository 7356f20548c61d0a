import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeRpcStatus } from '../otlp/otlp-messages.ts';
import type { Span } from '../spans/span.ts';
import { type Collector, startCollector } from './collector.ts';

const otlpBody = readFileSync(new URL('../../testdata/envoy-1.38.3-otlp.bin', import.meta.url));
const zipkinBody = readFileSync(new URL('../../testdata/envoy-1.38.3-zipkin.json', import.meta.url));
const protobuf = { 'content-type': 'application/x-protobuf' };
const json = { 'content-type': 'application/json; charset=utf-8' };

let collector: Collector;
let received: Span[];

beforeEach(async () => {
  received = [];
  collector = await startCollector({
    hosts: ['otel-collector.observability.svc.cluster.local'],
    onSpans: (spans) => received.push(...spans),
  });
});
afterEach(() => collector.close());

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function send(
  headers: Record<string, string>,
  body: string | Buffer,
  { port = collector.otlpPort, path = '/v1/traces', method = 'POST' } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers }, async (response) => {
      const chunks = await response.toArray();
      resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const zipkin = () => ({ port: collector.zipkinPort, path: '/api/v2/spans' });

test('takes binary OTLP, plain and packed, and answers with an empty message', async () => {
  const reply = await send(protobuf, otlpBody);
  expect(reply).toMatchObject({ status: 200, headers: protobuf, body: Buffer.alloc(0) });
  await send({ ...protobuf, 'content-encoding': 'gzip' }, gzipSync(otlpBody));
  expect(received.map((span) => span.spanId)).toEqual([
    '953c2c6a7f38c648',
    'f359a613ad665197',
    '953c2c6a7f38c648',
    'f359a613ad665197',
  ]);
});

test('takes OTLP as JSON and names how many spans it did not', async () => {
  const span = { spanId: '00f067aa0ba902b7', startTimeUnixNano: '1000', endTimeUnixNano: '2000' };
  const spans = [span, { ...span, traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }];
  const reply = await send(json, JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
  expect(reply.status).toBe(200);
  expect(JSON.parse(reply.body.toString())).toEqual({
    partialSuccess: { rejectedSpans: 1, errorMessage: 'span "" has no valid trace id and span id' },
  });
  expect(received).toHaveLength(1);
});

test('takes Zipkin v2 and answers 202', async () => {
  expect(await send(json, zipkinBody, zipkin())).toMatchObject({ status: 202, body: Buffer.alloc(0) });
  expect(received).toHaveLength(2);
});

test('takes the names of the Service it stands in for, and a cluster name of Envoy, in Host', async () => {
  const name = 'otel-collector.observability.svc.cluster.local';
  for (const host of [`${name}:4318`, `outbound|9411||${name}`, 'localhost:1', '127.0.0.9', '[::1]:4318']) {
    expect((await send({ ...protobuf, host }, otlpBody)).status, host).toBe(200);
  }
});

test('refuses what a web page could send', async () => {
  const answers = await Promise.all([
    send({ ...json, origin: 'http://evil.example' }, '{}'),
    send({ ...json, origin: 'null' }, '{}'),
    send({ ...json, host: 'evil.example:4318' }, '{}'),
    send({ ...json, host: '127.0.0.1.evil.example' }, '{}'),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  expect(received).toEqual([]);
});

test('refuses other methods, paths, types and encodings', async () => {
  expect(await send(json, '', { method: 'GET' })).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  expect((await send(json, '{}', { path: '/v1/logs' })).status).toBe(404);
  expect((await send({ 'content-type': 'text/plain' }, '{}')).status).toBe(415);
  expect((await send(protobuf, zipkinBody, zipkin())).status).toBe(415);
  expect((await send({ ...json, 'content-encoding': 'br' }, '{}')).status).toBe(415);
});

test('refuses bodies that cannot be read, in the encoding of the request', async () => {
  expect((await send(json, '{"resourceSpans":', {})).status).toBe(400);
  expect((await send(json, '{"resourceSpans": 7}')).status).toBe(400);
  expect((await send({ ...json, 'content-encoding': 'gzip' }, '{}')).status).toBe(400);
  const reply = await send(protobuf, Buffer.from([0x0a, 0xff]));
  expect(reply).toMatchObject({ status: 400, headers: protobuf });
  expect(reply.body.subarray(0, 2)).toEqual(
    Buffer.from(writeRpcStatus({ code: 3, message: '' })).subarray(0, 2),
  );
});

test('refuses bodies that are too large, packed and unpacked', async () => {
  const large = Buffer.alloc(5 * 1024 * 1024, ' ');
  expect((await send({ ...json, 'content-length': String(large.length) }, large)).status).toBe(413);
  const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024, ' '));
  expect((await send({ ...json, 'content-encoding': 'gzip' }, bomb)).status).toBe(413);
});

test('says which port is taken and leaves no server behind', async () => {
  const port = collector.otlpPort;
  await expect(startCollector({ zipkinPort: port, onSpans: () => {} })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    port,
  });
});
