import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { isMeant } from '../fault-pod.ts';
import { flagSetting } from '../settings.ts';
import { ForwardedHeadersPropagator } from './forwarded-headers.ts';

/**
 * Reads and writes both W3C trace context and B3. On extract the last propagator that finds something wins, so W3C
 * comes after B3. B3 is read in both its forms and written as `x-b3-*` only: Envoy reads a single `b3` header before
 * all others and never rewrites it, so that the hop after it would get a parent that is stale.
 *
 * With FAULT_DROP_TRACE it reads them and writes none, as a service does that calls others without passing them on.
 *
 * @throws SettingError for a FAULT_DROP_TRACE that is neither true nor false
 */
export function createPropagator(env: NodeJS.ProcessEnv = {}): TextMapPropagator {
  const trace = [
    new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
    new W3CTraceContextPropagator(),
  ];
  const drops = flagSetting(env, 'FAULT_DROP_TRACE') && isMeant(env, env.POD_NAME);
  return new CompositePropagator({
    propagators: [
      ...(drops ? trace.map(withoutInject) : trace),
      new W3CBaggagePropagator(),
      new ForwardedHeadersPropagator(env),
    ],
  });
}

function withoutInject(propagator: TextMapPropagator): TextMapPropagator {
  return {
    inject: () => {},
    extract: (...args) => propagator.extract(...args),
    fields: () => [],
  };
}
