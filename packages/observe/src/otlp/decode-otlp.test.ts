import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { decodeOtlp } from './decode-otlp.ts';
import type { ExportTraceServiceRequest } from './generated/messages.ts';
import { readOtlpBinary, readOtlpJson } from './otlp-messages.ts';

const traceId = '0AF7651916CD43DD8448EB211C80319C';

function requestOf(...spans: object[]): ExportTraceServiceRequest {
  const attributes = [
    { key: 'service.name', value: { stringValue: 'backend' } },
    { key: 'service.version', value: { stringValue: 'canary' } },
    { key: 'k8s.pod.name', value: { stringValue: 'backend-canary-0' } },
  ];
  return readOtlpJson({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] });
}

test('reads what Envoy 1.38.3 sends', async () => {
  const body = await readFile(new URL('../../testdata/envoy-1.38.3-otlp.bin', import.meta.url));
  const { spans, rejected } = decodeOtlp(readOtlpBinary(body));
  expect(rejected).toEqual([]);
  const [inbound, outbound] = spans;
  expect(inbound).toMatchObject({
    traceId: '0908ef83a7eb8a993b6ab50741f6fa93',
    spanId: '953c2c6a7f38c648',
    parentSpanId: outbound?.spanId,
    kind: 'server',
    source: 'sidecar',
    service: 'backend',
    version: 'stable',
    pod: 'backend-stable-0',
    startMicros: 1795480046509191,
    durationMicros: 171,
  });
  expect(inbound?.attributes['http.status_code']).toBe('200');
  expect(outbound).toMatchObject({ kind: 'client', durationMicros: 1017 });
  expect(outbound).not.toHaveProperty('parentSpanId');
});

test('reads the JSON form, with names or numbers for kinds and states', () => {
  const span = {
    traceId,
    spanId: 'b7ad6b7169203331',
    name: 'POST /classify',
    startTimeUnixNano: '1544712660000000000',
    endTimeUnixNano: '1544712661000500000',
    attributes: [
      { key: 'http.response.status_code', value: { intValue: '502' } },
      { key: 'retried', value: { boolValue: false } },
    ],
  };
  const { spans } = decodeOtlp(
    requestOf(
      { ...span, kind: 2, status: { code: 2 } },
      { ...span, kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_OK' } },
    ),
  );
  expect(spans[0]).toEqual({
    traceId: traceId.toLowerCase(),
    spanId: 'b7ad6b7169203331',
    name: 'POST /classify',
    kind: 'server',
    source: 'app',
    service: 'backend',
    version: 'canary',
    pod: 'backend-canary-0',
    startMicros: 1544712660000000,
    durationMicros: 1000500,
    status: 'error',
    attributes: { 'http.response.status_code': 502, retried: false },
  });
  expect(spans[1]).toMatchObject({ kind: 'client', status: 'ok' });
});

test('knows the gateway by its node id', () => {
  const attributes = [
    { key: 'component', value: { stringValue: 'proxy' } },
    {
      key: 'node_id',
      value: {
        stringValue: 'router~10.244.0.1~istio-ingressgateway-0.istio-system~istio-system.svc.cluster.local',
      },
    },
  ];
  const times = { startTimeUnixNano: '1000', endTimeUnixNano: '2000' };
  const { spans } = decodeOtlp(requestOf({ traceId, spanId: 'b7ad6b7169203331', ...times, attributes }));
  expect(spans[0]).toMatchObject({ source: 'gateway', pod: 'istio-ingressgateway-0' });
  const upstream = decodeOtlp(
    requestOf({ traceId, spanId: 'b7ad6b7169203331', ...times, attributes: attributes.slice(0, 1) }),
  );
  expect(upstream.spans[0]).toMatchObject({ source: 'gateway' });
});

test('rejects spans without ids or times by themselves', () => {
  const times = { startTimeUnixNano: '1000', endTimeUnixNano: '2000' };
  const { spans, rejected } = decodeOtlp(
    requestOf(
      { traceId: '0'.repeat(32), spanId: 'b7ad6b7169203331', name: 'zero', ...times },
      { traceId, spanId: 'not hex', ...times },
      { traceId, spanId: 'b7ad6b7169203331', startTimeUnixNano: '0', endTimeUnixNano: '1' },
      { traceId, spanId: 'b7ad6b7169203331', ...times },
    ),
  );
  expect(spans).toHaveLength(1);
  expect(rejected).toEqual([
    'span "zero" has no valid trace id and span id',
    'span "" has no valid trace id and span id',
    'span b7ad6b7169203331 has no valid start and end time',
  ]);
});

test('skips what OTLP does not know, and what has no span', () => {
  const span = {
    traceId,
    spanId: 'b7ad6b7169203331',
    startTimeUnixNano: '1000',
    endTimeUnixNano: 2000,
    unknown: {},
  };
  const request = { resourceSpans: [{}, { scopeSpans: [{}, { spans: [span] }], unknown: 1 }], unknown: [] };
  const [read] = decodeOtlp(readOtlpJson(request)).spans;
  expect(read).toMatchObject({ service: 'unknown', startMicros: 1, durationMicros: 1, status: 'unset' });
  expect(decodeOtlp(readOtlpJson({})).spans).toEqual([]);
});

test('refuses what is no request', () => {
  expect(() => readOtlpJson({ resourceSpans: [{ resource: 'backend' }] })).toThrow(TypeError);
  expect(() => readOtlpBinary(Buffer.from('no protobuf'))).toThrow();
});
