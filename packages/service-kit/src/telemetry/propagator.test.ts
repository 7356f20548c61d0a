import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { createPropagator } from './propagator.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;
const propagator = createPropagator();

function pass(incoming: Record<string, string>): Record<string, string> {
  const outgoing: Record<string, string> = {};
  const context = propagator.extract(ROOT_CONTEXT, incoming, defaultTextMapGetter);
  propagator.inject(context, outgoing, defaultTextMapSetter);
  return outgoing;
}

describe('createPropagator', () => {
  it.each([
    ['W3C trace context', { traceparent }],
    ['B3 in several headers', { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId, 'x-b3-sampled': '1' }],
    ['B3 in one header', { b3: `${traceId}-${spanId}-1` }],
  ])('reads %s, and writes both but never b3', (_name, incoming) => {
    const outgoing = pass(incoming);
    expect(outgoing).toEqual({
      traceparent,
      'x-b3-traceid': traceId,
      'x-b3-spanid': spanId,
      'x-b3-sampled': '1',
    });
  });

  it('takes W3C where a caller sends both', () => {
    const other = { b3: `${'1'.repeat(32)}-${'2'.repeat(16)}-1`, traceparent };
    const context = propagator.extract(ROOT_CONTEXT, other, defaultTextMapGetter);
    expect(trace.getSpanContext(context)?.traceId).toBe(traceId);
  });

  it('forwards the request id and the canary switch, also without a trace', () => {
    const headers = { 'x-request-id': 'abc', 'x-canary': 'true' };
    expect(pass({ ...headers, cookie: 'secret' })).toEqual(headers);
  });

  it('forwards baggage', () => {
    expect(pass({ baggage: 'user=7' })).toEqual({ baggage: 'user=7' });
  });
});
