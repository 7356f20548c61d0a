import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { ForwardedHeadersPropagator } from './forwarded-headers.ts';

/**
 * Reads and writes both W3C trace context and B3. On extract the last propagator that finds something wins, so W3C
 * comes after B3. B3 is read in both its forms and written as `x-b3-*` only: Envoy reads a single `b3` header before
 * all others and never rewrites it, so that the hop after it would get a parent that is stale.
 */
export function createPropagator(): TextMapPropagator {
  return new CompositePropagator({
    propagators: [
      new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
      new W3CTraceContextPropagator(),
      new W3CBaggagePropagator(),
      new ForwardedHeadersPropagator(),
    ],
  });
}
