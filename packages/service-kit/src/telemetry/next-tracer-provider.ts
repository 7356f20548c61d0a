import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';

/** The name of the tracer that Next.js asks for: `next/dist/server/lib/trace/tracer`. */
const NEXT_TRACER = 'next.js';

/**
 * Next.js makes up to a dozen spans a request through the OpenTelemetry API, a server span among them, where the HTTP
 * instrumentation has made the server span already. This provider gives Next.js a tracer that makes none: its root
 * span is the server span, which so gets the route's name, and its inner spans are transparent, so that the client
 * spans within them keep the right parent.
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
    const active = trace.getSpan(parent);
    // Outside a request, e.g. while Next.js starts: nothing to be transparent to.
    if (!active) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    return isRoot(options) ? sharedSpan(active) : trace.wrapSpanContext(active.spanContext());
  };
  const startActiveSpan = (name: string, ...rest: unknown[]) => {
    const callback = rest.pop() as (span: Span) => unknown;
    const [options, parent = context.active()] = rest as [SpanOptions?, Context?];
    const span = startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), callback, undefined, span);
  };
  return Object.assign(Object.create(inner) as Tracer, { startSpan, startActiveSpan });
}

function isRoot(options: SpanOptions | undefined): boolean {
  return options?.attributes?.['next.span_type'] === 'BaseServer.handleRequest';
}

/** The server span under another owner: takes names, attributes and errors, but is ended by who started it. */
function sharedSpan(server: Span): Span {
  return new Proxy(server, {
    get(target, property) {
      if (property === 'end') return () => {};
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
