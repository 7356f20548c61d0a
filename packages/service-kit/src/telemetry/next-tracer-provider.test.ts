import { context, type Span, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

/** What Next.js does for a request: a root span, an inner one, and within it a call to another service. */
function nextRequest(): void {
  next.startActiveSpan(
    'POST',
    { attributes: { 'next.span_type': 'BaseServer.handleRequest' } },
    (root: Span) => {
      next.startActiveSpan('executing api route', (inner) => {
        http.startActiveSpan('fetch', (call) => call.end());
        inner.updateName('must not show');
        inner.end();
      });
      root.updateName('POST /api/classify');
      root.end();
    },
  );
}

describe('NextTracerProvider', () => {
  it('leaves one server span with the route in its name, and the client span below it', () => {
    http.startActiveSpan('POST', (server) => {
      nextRequest();
      server.end();
    });
    const [client, server] = exporter.getFinishedSpans();
    expect(exporter.getFinishedSpans()).toHaveLength(2);
    expect(server?.name).toBe('POST /api/classify');
    expect(client?.name).toBe('fetch');
    expect(client?.parentSpanContext?.spanId).toBe(server?.spanContext().spanId);
  });

  it('leaves the end of the server span to who started it', () => {
    http.startActiveSpan('POST', (server) => {
      nextRequest();
      expect(server.isRecording()).toBe(true);
      server.end();
    });
  });

  it('makes no span outside a request', () => {
    next.startSpan('loading').end();
    expect(exporter.getFinishedSpans()).toHaveLength(0);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
