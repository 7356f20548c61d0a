import { decodeOtlp } from '../otlp/decode-otlp.ts';
import type { Span } from '../spans/span.ts';

/** Traces that a Jaeger keeps. Every method throws an Error when it does not answer as Jaeger does. */
export interface JaegerClient {
  /** Ids of the newest traces that begin with the text, the newest first, at most 100. */
  traceIds(prefix: string): Promise<readonly string[]>;
  /** The spans of a trace; none when Jaeger does not know it. */
  spans(traceId: string): Promise<readonly Span[]>;
}

/** Traces that one search looks at. */
const SEARCH_DEPTH = 100;

/** Milliseconds back from now that a search covers, and those that a clock may be ahead. */
const LOOKBACK = 60 * 60 * 1000;
const CLOCK_SKEW = 60 * 1000;

/**
 * Asks Jaeger's HTTP API v3, whose traces are OTLP's JSON (jaeger-idl `api_v3/query_service.proto`). Parameters in
 * snake_case, which Jaeger 1 and 2 both take. Spans come as they were sent (`raw_traces`), not adjusted for display.
 *
 * @param base where the API is, `http://127.0.0.1:16686`
 */
export function jaegerClient(base: string): JaegerClient {
  const spans = async (traceId: string) =>
    decode(await ask(base, `traces/${traceId}`, { raw_traces: 'true' }));
  return {
    spans,
    traceIds: async (prefix) => {
      if (prefix.length === 32) return (await spans(prefix)).length > 0 ? [prefix] : [];
      const services = await searchedServices(base);
      const found = await Promise.all(services.map((service) => search(base, service)));
      return newestFirst(found.flat())
        .filter((id) => id.startsWith(prefix))
        .slice(0, SEARCH_DEPTH);
    },
  };
}

/** A search is for one service: the gateway's sees every request from outside. Without one, each service is asked. */
async function searchedServices(base: string): Promise<readonly string[]> {
  const { services = [] } = (await ask(base, 'services', {})) as { services?: readonly string[] };
  const gateways = services.filter((name) => name.includes('ingressgateway'));
  return gateways.length > 0 ? gateways : services;
}

async function search(base: string, service: string): Promise<readonly Span[]> {
  const now = Date.now();
  const answer = await ask(base, 'traces', {
    'query.service_name': service,
    'query.start_time_min': new Date(now - LOOKBACK).toISOString(),
    'query.start_time_max': new Date(now + CLOCK_SKEW).toISOString(),
    'query.num_traces': String(SEARCH_DEPTH),
    'query.raw_traces': 'true',
  });
  return decode(answer);
}

/** The answer's JSON; an empty object for 404, with which Jaeger says that it has no such trace. */
async function ask(base: string, path: string, query: Readonly<Record<string, string>>): Promise<object> {
  const url = new URL(`/api/v3/${path}?${new URLSearchParams(query)}`, base);
  const response = await fetch(url, { signal: AbortSignal.timeout(15_000) });
  const text = await response.text();
  if (response.status === 404) return {};
  if (!response.ok) throw new Error(`Jaeger answers ${response.status}: ${text.trim().slice(0, 200)}`);
  return JSON.parse(text);
}

async function decode(answer: object): Promise<readonly Span[]> {
  // Loaded by who asks, as in collector.ts.
  const { readOtlpJson } = await import('../otlp/otlp-messages.ts');
  return decodeOtlp(readOtlpJson((answer as { result?: object }).result ?? {})).spans;
}

function newestFirst(spans: readonly Span[]): string[] {
  const starts = new Map<string, number>();
  for (const { traceId, startMicros } of spans) {
    starts.set(traceId, Math.min(startMicros, starts.get(traceId) ?? startMicros));
  }
  return [...starts].toSorted(([, a], [, b]) => b - a).map(([traceId]) => traceId);
}
