import {
  type Context,
  createContextKey,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { SettingError } from '../settings.ts';

/**
 * Headers that every call made for a request carries on: Envoy's request id, which its access logs share, and the
 * switch by which a caller stays on the canary over every hop.
 */
const ALWAYS = ['x-request-id', 'x-canary'];
/** Never passed on: who asks one service is not to be known to the next. */
const SECRET = /^(authorization|cookie|proxy-.*|x-forwarded-client-cert)$/;

type Values = Readonly<Record<string, string>>;

const key = createContextKey('lab forwarded headers');

/**
 * Takes the forwarded headers from the incoming request to the outgoing ones, as a propagator does trace context.
 * FORWARD_HEADERS names more of them, with commas between.
 */
export class ForwardedHeadersPropagator implements TextMapPropagator {
  private readonly forwarded: readonly string[];

  /** @throws SettingError for a header that holds a secret */
  constructor({ FORWARD_HEADERS = '' }: NodeJS.ProcessEnv = {}) {
    const more = FORWARD_HEADERS.split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== '');
    if (more.some((name) => SECRET.test(name)))
      throw new SettingError('FORWARD_HEADERS', FORWARD_HEADERS, 'no header that holds a secret');
    this.forwarded = [...ALWAYS, ...more];
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const values = (context.getValue(key) ?? {}) as Values;
    for (const [name, value] of Object.entries(values)) setter.set(carrier, name, value);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const values: Record<string, string> = {};
    for (const name of this.forwarded) {
      const value = getter.get(carrier, name);
      const first = Array.isArray(value) ? value[0] : value;
      if (first) values[name] = first;
    }
    return Object.keys(values).length > 0 ? context.setValue(key, values) : context;
  }

  fields(): string[] {
    return [...this.forwarded];
  }
}
