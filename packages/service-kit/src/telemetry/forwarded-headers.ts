import {
  type Context,
  createContextKey,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';

/**
 * Headers that every call made for a request carries on: Envoy's request id, which its access logs share, and the
 * switch by which a caller stays on the canary over every hop.
 */
const forwarded = ['x-request-id', 'x-canary'] as const;

type Values = Readonly<Record<string, string>>;

const key = createContextKey('lab forwarded headers');

/** Takes the forwarded headers from the incoming request to the outgoing ones, as a propagator does trace context. */
export class ForwardedHeadersPropagator implements TextMapPropagator {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const values = (context.getValue(key) ?? {}) as Values;
    for (const [name, value] of Object.entries(values)) setter.set(carrier, name, value);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const values: Record<string, string> = {};
    for (const name of forwarded) {
      const value = getter.get(carrier, name);
      const first = Array.isArray(value) ? value[0] : value;
      if (first) values[name] = first;
    }
    return Object.keys(values).length > 0 ? context.setValue(key, values) : context;
  }

  fields(): string[] {
    return [...forwarded];
  }
}
