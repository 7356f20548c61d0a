import { context, type Span, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type RPCMetadata, RPCType, setRPCMetadata } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { NextTracerProvider } from './next-tracer-provider.ts';

const exporter = new InMemorySpanExporter();
const provider = new NextTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
);
const http = provider.getTracer('http');
const next = provider.getTracer('next.js', '0.0.1');

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager()));
afterAll(() => context.disable());
beforeEach(() => exporter.reset());

/** What the HTTP instrumentation does for a request; returns what it knows of the request at its end. */
function serve(handle: () => void): RPCMetadata {
  return http.startActiveSpan('POST', (span) => {
    const request: RPCMetadata = { type: RPCType.HTTP, span };
    context.with(setRPCMetadata(context.active(), request), handle);
    span.end();
    return request;
  });
}

/** What Next.js does for a request: a root span, an inner one, and within it a call to another service. */
function nextRequest(): void {
  const attributes = { 'next.span_type': 'BaseServer.handleRequest' };
  next.startActiveSpan('POST', { attributes }, (root: Span) => {
    const route = { attributes: { 'next.route': '/api/classify' } };
    next.startActiveSpan('executing api route', route, (inner) => {
      http.startActiveSpan('fetch', (call) => call.end());
      inner.end();
    });
    root.setAttribute('http.status_code', 200);
    root.updateName('must not show');
    root.end();
  });
}

describe('NextTracerProvider', () => {
  it('leaves one server span, untouched, and the client span below it', () => {
    serve(nextRequest);
    const [client, server] = exporter.getFinishedSpans();
    expect(exporter.getFinishedSpans()).toHaveLength(2);
    expect(server).toMatchObject({ name: 'POST', attributes: {} });
    expect(client?.name).toBe('fetch');
    expect(client?.parentSpanContext?.spanId).toBe(server?.spanContext().spanId);
  });

  it('tells the HTTP instrumentation the route', () => {
    expect(serve(nextRequest).route).toBe('/api/classify');
    expect(serve(() => {}).route).toBeUndefined();
  });

  it('leaves the end of the server span to who started it', () => {
    const recording = vi.fn();
    serve(() => {
      nextRequest();
      recording(trace.getActiveSpan()?.isRecording());
    });
    expect(recording).toHaveBeenCalledExactlyOnceWith(true);
  });

  it('makes no span outside a request', () => {
    next.startSpan('loading').end();
    next.startActiveSpan('loading', (span) => span.end());
    expect(exporter.getFinishedSpans()).toHaveLength(0);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
