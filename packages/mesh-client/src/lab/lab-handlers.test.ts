import { buildMesh, parseResources } from '@lab/istio';
import type { LabStatus } from '@lab/local';
import { createTraceStore, type Span, type TraceStore } from '@lab/observe';
import { expect, test } from 'vitest';
import { labHandlers } from './lab-handlers.ts';

/** A service `web` that calls `api` for a request. */
const mesh = buildMesh(
  parseResources(
    ['web', 'api']
      .flatMap((app) => [
        `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${app}, namespace: shop}, spec: {template: {metadata: {labels: {app: ${app}, sidecar.istio.io/inject: 'true'}}, spec: {containers: [{name: a}]}}}}`,
        `{apiVersion: v1, kind: Service, metadata: {name: ${app}, namespace: shop}, spec: {selector: {app: ${app}}, ports: [{name: http, port: 80}]}}`,
      ])
      .join('\n---\n'),
  ).resources,
);
const running = {
  resources: [],
  mesh,
  status: () =>
    ({
      gatewayPort: 1,
      pods: ['web', 'api'].map((workload) => ({ namespace: 'shop', workload, ready: true, draining: false })),
    }) as unknown as LabStatus,
};

/** The spans of request number `count`: those of the sidecars of web and api, in and out. */
function spansOf(count: number): Span[] {
  const span = (id: number, service: string, kind: Span['kind'], host: string, parent?: number): Span => ({
    ...{ traceId: `trace-${count}`, spanId: `${count}-${id}`, name: 'span', service, kind, status: 'unset' },
    ...(parent && { parentSpanId: `${count}-${parent}` }),
    ...{ source: 'sidecar', startMicros: count, durationMicros: 1 },
    attributes: { 'http.method': 'GET', 'http.url': `http://${host}/orders` },
  });
  return [
    span(1, 'web', 'server', 'web.shop'),
    span(2, 'web', 'client', 'api.shop', 1),
    span(3, 'api', 'server', 'api.shop', 2),
  ];
}

/** Explains a request after a number of them, and counts what it reads of their traces. */
function explainAfter(requests: number) {
  const store = createTraceStore();
  for (let count = 1; count <= requests; count += 1) store.add(spansOf(count));
  const read = { traces: 0, spans: 0 };
  const counting: TraceStore = {
    add: store.add,
    ids: store.ids,
    get size() {
      return store.size;
    },
    spans: (traceId) => {
      const spans = store.spans(traceId);
      read.traces += 1;
      read.spans += spans.length;
      return spans;
    },
  };
  const question = { from: 'shop/web', method: 'GET', url: 'http://web.shop/orders', headers: {}, next: [] };
  const { hops, unknownNext } = labHandlers(counting, running).explain(question);
  return { ...read, hops: hops.map(({ request }) => request.host), unknownNext };
}

test('an explanation reads as much of the traces after 10,000 requests as after 200', () => {
  const after = explainAfter(10_000);
  expect(after).toEqual(explainAfter(200));
  expect(after).toEqual({ traces: 200, spans: 600, hops: ['web.shop', 'api.shop'], unknownNext: [] });
});

test('without a trace the next calls are unknown', () => {
  expect(explainAfter(0)).toEqual({ traces: 0, spans: 0, hops: ['web.shop'], unknownNext: [1] });
});
