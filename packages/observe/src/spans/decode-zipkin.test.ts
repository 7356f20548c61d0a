import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { decodeZipkin } from './decode-zipkin.ts';

test('reads what Envoy 1.38.3 sends', async () => {
  const body = await readFile(new URL('../../testdata/envoy-1.38.3-zipkin.json', import.meta.url), 'utf8');
  const { spans, rejected } = decodeZipkin(JSON.parse(body));
  expect(rejected).toEqual([]);
  const [inbound, outbound] = spans;
  expect(inbound).toMatchObject({
    traceId: 'a403a0cbc0b08c2680589a5feb62a037',
    spanId: '60356698397c934b',
    parentSpanId: outbound?.spanId,
    kind: 'server',
    source: 'sidecar',
    service: 'backend',
    version: 'stable',
    pod: 'backend-stable-0',
    startMicros: 1795480046530523,
    durationMicros: 100,
    status: 'unset',
  });
  expect(outbound).toMatchObject({ kind: 'client', durationMicros: 671 });
});

test('pads 64-bit trace ids, takes an error tag for failure, and rejects what has no time', () => {
  const span = { traceId: '463ac35c9f6413ad', id: 'a2fb4a1d1a96d312', timestamp: 1472470996199000 };
  const { spans, rejected } = decodeZipkin([
    { ...span, tags: { error: '' } },
    { ...span, timestamp: undefined },
  ]);
  expect(spans).toMatchObject([
    { traceId: '0000000000000000463ac35c9f6413ad', status: 'error', service: 'unknown' },
  ]);
  expect(rejected).toEqual(['span a2fb4a1d1a96d312 has no timestamp']);
});

test('throws for what is no list', () => {
  expect(() => decodeZipkin({})).toThrow(TypeError);
});
