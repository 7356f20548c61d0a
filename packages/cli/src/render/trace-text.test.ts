import { type Span, traceTree } from '@lab/observe';
import { expect, test } from 'vitest';
import { traceText } from './trace-text.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

function span(spanId: string, fields: Partial<Span>): Span {
  return {
    traceId,
    spanId,
    name: 'POST',
    kind: 'server',
    service: 'backend',
    source: 'app',
    startMicros: 1_000_000,
    durationMicros: 20_000,
    status: 'unset',
    attributes: {},
    ...fields,
  };
}

const gateway = span('a1', {
  service: 'istio-ingressgateway',
  version: 'latest',
  source: 'gateway',
  pod: 'istio-ingressgateway-0',
  name: 'frontend-vs:80/*',
  attributes: {
    'http.method': 'POST',
    'http.url': 'http://frontend.localhost:8080/api/classify',
    'http.status_code': '503',
    response_flags: '-',
  },
});
const router = span('a2', {
  parentSpanId: 'a1',
  service: 'istio-ingressgateway',
  source: 'gateway',
  kind: 'client',
  name: 'router outbound|80|stable|frontend-service.frontend.svc.cluster.local; egress',
  startMicros: 1_005_000,
  durationMicros: 10_000,
  status: 'error',
  attributes: { 'http.status_code': '503', response_flags: 'UO' },
});

function textOf(...spans: readonly Span[]): string {
  return traceText(traceTree(traceId, spans), (_style, text) => text);
}

test('heads the tree with the request, and marks what failed and why', () => {
  expect(textOf(gateway, router).split('\n')).toEqual([
    `trace ${traceId}`,
    'POST http://frontend.localhost:8080/api/classify → 503, 2 spans, 20.00 ms',
    '',
    'span                    reported by       name                                 status    start     took                        pod',
    'istio-ingressgateway    gateway inbound   frontend-vs:80/*                     ✗ 503         0.00     20.00  ━━━━━━━━━━━━━━━━  istio-ingressgateway-0',
    '└ istio-ingressgateway  gateway outbound  to frontend-service.frontend stable  ✗ 503 UO      5.00     10.00      ━━━━━━━━',
    '',
    'UO  a limit of the connection pool was reached: the circuit breaker is open',
  ]);
});

test('names the span of the caller that the trace continues', () => {
  expect(textOf({ ...gateway, parentSpanId: 'b7ad6b7169203331' })).toContain(
    "continues the caller's trace, below its span b7ad6b7169203331",
  );
});

test('gives a name that is only a method its path, and an app span its version', () => {
  const server = span('b1', { version: 'canary', attributes: { 'url.path': '/nope' } });
  const client = span('b2', {
    parentSpanId: 'b1',
    kind: 'client',
    status: 'error',
    attributes: { 'url.full': 'http://ml-service.ml:5000/predict', 'error.type': 'ECONNREFUSED' },
  });
  const text = textOf(server, client);
  expect(text).toMatch(/^backend canary +app server +POST \/nope +0\.00/m);
  expect(text).toMatch(/^└ backend +app client +POST ml-service\.ml:5000\/predict +✗ ECONNREFUSED /m);
});

test('says what does not fit into the tree', () => {
  const text = textOf(gateway, span('c1', { parentSpanId: 'lost' }), span('c1', { parentSpanId: 'a1' }));
  expect(text).toContain('spans with an unknown parent: 1, span IDs used twice: 1');
  expect(text).toContain('orphan, ID used twice');
});
