import { context, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampledTraceId } from './trace-ids.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager()));
afterAll(() => context.disable());

test.each([
  ['sampled', TraceFlags.SAMPLED, traceId],
  ['not sampled', TraceFlags.NONE, undefined],
])('the id of a trace that was %s', (_, traceFlags, id) => {
  const span = trace.wrapSpanContext({ traceId, spanId: '00f067aa0ba902b7', traceFlags });
  expect(context.with(trace.setSpan(context.active(), span), sampledTraceId)).toBe(id);
});

test('none outside a request', () => {
  expect(sampledTraceId()).toBeUndefined();
});
