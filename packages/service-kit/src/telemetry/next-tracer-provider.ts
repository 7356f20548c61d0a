import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';

/** The name of the tracer that Next.js asks for: `next/dist/server/lib/trace/tracer`. */
const NEXT_TRACER = 'next.js';

/**
 * Next.js makes up to a dozen spans a request through the OpenTelemetry API, a server span among them, where the HTTP
 * instrumentation has made the server span already. This provider gives Next.js a tracer that makes none: its spans
 * are transparent, so that the client spans within them keep the right parent, and what they know of the route goes
 * to the server span.
 *
 * Nothing else of them does: of a request that passes `proxy.ts` Next.js makes two root spans, the first of which
 * would put the proxy's status 200 over the answer's own.
 */
export class NextTracerProvider implements TracerProvider {
  readonly #inner: TracerProvider & { forceFlush?: () => Promise<void> };

  constructor(inner: TracerProvider) {
    this.#inner = inner;
  }

  getTracer(...args: Parameters<TracerProvider['getTracer']>): Tracer {
    const tracer = this.#inner.getTracer(...args);
    return args[0] === NEXT_TRACER ? transparentTracer(tracer) : tracer;
  }

  async forceFlush(): Promise<void> {
    await this.#inner.forceFlush?.();
  }
}

function transparentTracer(inner: Tracer): Tracer {
  const startSpan: Tracer['startSpan'] = (_name, options, parent = context.active()) => {
    nameRoute(parent, options?.attributes);
    return trace.wrapSpanContext(trace.getSpanContext(parent) ?? INVALID_SPAN_CONTEXT);
  };
  const startActiveSpan = (name: string, ...rest: unknown[]) => {
    const callback = rest.pop() as (span: Span) => unknown;
    const [options, parent = context.active()] = rest as [SpanOptions?, Context?];
    const span = startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), callback, undefined, span);
  };
  return Object.assign(Object.create(inner) as Tracer, { startSpan, startActiveSpan });
}

/** Tells the HTTP instrumentation the route, as that of Express does; it names the server span by it at the end. */
function nameRoute(parent: Context, attributes: Attributes | undefined): void {
  const route = attributes?.['next.route'];
  const request = getRPCMetadata(parent);
  if (request && typeof route === 'string') request.route = route;
}
