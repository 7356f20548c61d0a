import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { createPropagator } from './propagator.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;

function pass(incoming: Record<string, string>, env: NodeJS.ProcessEnv = {}): Record<string, string> {
  const propagator = createPropagator(env);
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
    const context = createPropagator().extract(ROOT_CONTEXT, other, defaultTextMapGetter);
    expect(trace.getSpanContext(context)?.traceId).toBe(traceId);
  });

  it('forwards the request id and the canary switch, also without a trace', () => {
    const headers = { 'x-request-id': 'abc', 'x-canary': 'true' };
    expect(pass({ ...headers, cookie: 'secret' })).toEqual(headers);
  });

  it('forwards baggage', () => {
    expect(pass({ baggage: 'user=7' })).toEqual({ baggage: 'user=7' });
  });

  it('forwards the headers that FORWARD_HEADERS names, and no secret', () => {
    const headers = { 'x-user': 'anna', 'x-other': '1' };
    expect(pass(headers, { FORWARD_HEADERS: 'X-User, x-absent' })).toEqual({ 'x-user': 'anna' });
    expect(() => createPropagator({ FORWARD_HEADERS: 'x-user,cookie' })).toThrow('FORWARD_HEADERS');
  });

  it('drops trace context and nothing else where it was told to', () => {
    const incoming = { traceparent, 'x-request-id': 'abc', baggage: 'user=7' };
    const kept = { 'x-request-id': 'abc', baggage: 'user=7' };
    const env = { FAULT_DROP_TRACE: 'true', POD_NAME: 'backend-1' };
    expect(pass(incoming, env)).toEqual(kept);
    expect(pass(incoming, { ...env, FAULT_POD: 'backend-2' })).toMatchObject({ traceparent });
    expect(() => createPropagator({ FAULT_DROP_TRACE: 'yes' })).toThrow('FAULT_DROP_TRACE');
  });
});
