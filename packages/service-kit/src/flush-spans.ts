import { setTimeout as sleep } from 'node:timers/promises';
import { type TracerProvider, trace } from '@opentelemetry/api';

type Flushing = TracerProvider & { forceFlush?: () => Promise<void>; getDelegate?: () => Flushing };

/**
 * Sends the spans that wait for export, for at most `limitMs`: a collector that is down must not hold a pod that
 * wants to stop. The preload and the service share nothing but the OpenTelemetry API, so the way is through it.
 */
export async function flushSpans(limitMs = 2000): Promise<void> {
  const provider: Flushing = trace.getTracerProvider();
  const delegate = provider.getDelegate?.() ?? provider;
  const flushed = delegate.forceFlush?.().catch(() => {});
  if (flushed) await Promise.race([flushed, sleep(limitMs, undefined, { ref: false })]);
}
