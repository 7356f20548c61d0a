import { expect, test } from 'vitest';
import { makeSpan } from '../testing/make-span.ts';
import { createTraceStore } from './trace-store.ts';

const idOf = (number: number) => String(number).padStart(32, '0');

test('finds traces by the beginning of their id', () => {
  const store = createTraceStore();
  store.add([makeSpan({ traceId: '1', spanId: 'a' }), makeSpan({ traceId: '2', spanId: 'b' })]);
  store.add([makeSpan({ traceId: '1', spanId: 'c' })]);
  expect(store.ids()).toEqual([idOf(2), idOf(1)]);
  expect(store.ids(idOf(1))).toEqual([idOf(1)]);
  expect(store.ids('f')).toEqual([]);
  expect(store.spans(idOf(1)).map((span) => span.spanId)).toEqual(['000000000000000a', '000000000000000c']);
  expect(store.spans(idOf(3))).toEqual([]);
});

test('puts the trace that began last first, also where its spans came first', () => {
  const store = createTraceStore();
  store.add([makeSpan({ traceId: '2', spanId: 'a', startMicros: 2_000 })]);
  store.add([makeSpan({ traceId: '1', spanId: 'b', startMicros: 1_500 })]);
  store.add([makeSpan({ traceId: '1', spanId: 'c', startMicros: 1_000 })]);
  // A late span within an earlier trace makes it no newer.
  store.add([makeSpan({ traceId: '1', spanId: 'd', startMicros: 3_000 })]);
  expect(store.ids()).toEqual([idOf(2), idOf(1)]);
});

test('hands back spans as they came in', () => {
  const attributes = { 'peer.address': '127.0.0.1:80', retries: 2, cached: false };
  const spans = ['a', 'b'].map((spanId) => makeSpan({ spanId, attributes, version: 'stable' }));
  const store = createTraceStore();
  store.add(spans);
  expect(store.spans(idOf(1))).toEqual(spans);
});

test('drops whole traces, the oldest first, when it is full', () => {
  const store = createTraceStore({ maxSpans: 3 });
  for (const traceId of ['1', '2']) {
    store.add([makeSpan({ traceId, spanId: 'a' }), makeSpan({ traceId, spanId: 'b' })]);
  }
  expect(store.ids()).toEqual([idOf(2)]);
  expect(store.size).toEqual({ traces: 1, spans: 2, dropped: 2 });
});

test('keeps one trace from pushing out the others', () => {
  const store = createTraceStore({ maxSpansPerTrace: 2 });
  store.add([makeSpan({ traceId: '1', spanId: 'a' })]);
  for (const spanId of ['a', 'b', 'c']) store.add([makeSpan({ traceId: '2', spanId })]);
  expect(store.spans(idOf(2))).toHaveLength(2);
  expect(store.size).toEqual({ traces: 2, spans: 3, dropped: 1 });
});
