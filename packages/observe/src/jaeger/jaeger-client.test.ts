import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { readOtlpBinary } from '../otlp/otlp-messages.ts';
import { type JaegerClient, jaegerClient } from './jaeger-client.ts';

let server: Server | undefined;
const asked: URL[] = [];

afterEach(() => {
  server?.close();
  asked.length = 0;
});

/** Jaeger's API v3 as `http_gateway.go` of Jaeger 2 writes it: 404 where nothing is found. */
async function serve(answers: Readonly<Record<string, object>>): Promise<JaegerClient> {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://jaeger');
    asked.push(url);
    const answer = answers[url.pathname];
    response.statusCode = answer ? 200 : 404;
    response.end(JSON.stringify(answer ?? { error: { httpCode: 404, message: 'No traces found' } }));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return jaegerClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** OTLP's JSON of a message: ids in hex, where protobuf's own would have base64. */
function asJson(message: object): object {
  const isId = (key: string) => key === 'traceId' || key === 'spanId' || key === 'parentSpanId';
  const text = JSON.stringify(message);
  return JSON.parse(text, (key, value) => (isId(key) ? Buffer.from(value, 'base64').toString('hex') : value));
}

const trace = (...spans: (readonly [traceId: string, startMicros: number])[]) => ({
  result: {
    resourceSpans: [
      {
        resource: { attributes: [] },
        scopeSpans: [
          {
            scope: {},
            spans: spans.map(([traceId, startMicros]) => ({
              traceId,
              spanId: '0000000000000002',
              startTimeUnixNano: `${startMicros}000`,
              endTimeUnixNano: `${startMicros + 5}000`,
            })),
          },
        ],
      },
    ],
  },
});

const [first, second, third] = ['a1', 'a2', 'b3'].map((id) => id.padEnd(32, '0')) as [string, string, string];

test('reads the spans that a real Envoy has sent', async () => {
  const body = await readFile(new URL('../../testdata/envoy-1.38.3-otlp.bin', import.meta.url));
  const traceId = '0908ef83a7eb8a993b6ab50741f6fa93';
  const jaeger = await serve({ [`/api/v3/traces/${traceId}`]: { result: asJson(readOtlpBinary(body)) } });
  expect(await jaeger.spans(traceId)).toMatchObject([
    { traceId, service: 'backend', version: 'stable', source: 'sidecar', kind: 'server' },
    { traceId, kind: 'client' },
  ]);
  expect(asked[0]?.searchParams.get('raw_traces')).toBe('true');
});

test('knows no spans of a trace that Jaeger does not have', async () => {
  const jaeger = await serve({});
  expect(await jaeger.spans(first)).toEqual([]);
  expect(await jaeger.traceIds(first)).toEqual([]);
});

test("searches the gateway's traces of the last hour, the newest first", async () => {
  const jaeger = await serve({
    '/api/v3/services': { services: ['backend.backend', 'istio-ingressgateway.istio-system'] },
    '/api/v3/traces': trace([first, 1_000_000], [third, 3_000_000], [second, 2_000_000], [first, 1_000_001]),
  });
  expect(await jaeger.traceIds('')).toEqual([third, second, first]);
  expect(await jaeger.traceIds('a')).toEqual([second, first]);
  const query = asked.find(({ pathname }) => pathname === '/api/v3/traces')?.searchParams;
  expect(query?.get('query.service_name')).toBe('istio-ingressgateway.istio-system');
  const [from, to] = ['min', 'max'].map((end) => Date.parse(query?.get(`query.start_time_${end}`) ?? ''));
  expect((to ?? 0) - (from ?? 0)).toBe(61 * 60 * 1000);
});

test('asks each service where there is no gateway, and for a whole id none', async () => {
  const jaeger = await serve({
    '/api/v3/services': { services: ['frontend', 'backend'] },
    '/api/v3/traces': trace([first, 1_000_000]),
    [`/api/v3/traces/${second}`]: trace([second, 1_000_000]),
  });
  expect(await jaeger.traceIds('a1')).toEqual([first]);
  expect(asked.filter(({ pathname }) => pathname === '/api/v3/traces')).toHaveLength(2);
  asked.length = 0;
  expect(await jaeger.traceIds(second)).toEqual([second]);
  expect(asked).toHaveLength(1);
});

test('throws what Jaeger says when it cannot answer', async () => {
  server = createServer((_request, response) => {
    response.statusCode = 500;
    response.end('storage is gone');
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const jaeger = jaegerClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect(jaeger.spans(first)).rejects.toThrow('Jaeger answers 500: storage is gone');
});
