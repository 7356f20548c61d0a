import { shownHeaders } from './redact.ts';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * What is copied from a request to the calls that it causes: trace context in the forms of W3C, B3 and OpenTracing, and headers
 * beginning with `x-` or named `end-user`, by which VirtualServices route (Istio documentation, "Distributed Tracing", "Trace
 * context propagation").
 */
const PASSED_ON = /^(traceparent|tracestate|baggage|b3|end-user|x-.*)$/;
/** What a proxy says of one hop, and what is asked of this stand-in alone. */
const OF_ONE_HOP = /^x-(envoy|forwarded|real-ip|stand-in)(-|$)/;

/** Headers for the calls that a request causes; none that is a secret. */
export function passedOn(headers: Headers): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => PASSED_ON.test(name) && !OF_ONE_HOP.test(name));
  const shown = shownHeaders(Object.fromEntries(entries));
  return Object.fromEntries(
    Object.entries(shown).filter(([name, value]) => value === [headers[name]].flat().join(', ')),
  );
}
