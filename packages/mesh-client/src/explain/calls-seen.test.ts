import type { Span } from '@lab/observe';
import { expect, test } from 'vitest';
import { callsKey, callsSeen } from './calls-seen.ts';

let count = 0;
function span(
  parent: Span | undefined,
  service: string,
  kind: Span['kind'],
  url?: string,
  method = 'POST',
): Span {
  count += 1;
  return {
    ...{ traceId: 'a', spanId: String(count), name: 'span', service, kind, status: 'unset' },
    ...(parent && { parentSpanId: parent.spanId }),
    source: url === undefined ? 'app' : 'sidecar',
    ...{ startMicros: count, durationMicros: 1 },
    attributes: url === undefined ? {} : { 'http.method': method, 'http.url': url },
  };
}

/** The web service calls `api` once or twice, and that calls `db`. */
function trace(calls: number): Span[] {
  const server = span(undefined, 'web', 'server', 'http://web.example/orders?id=1');
  const spans = Array.from({ length: calls }, () => {
    const application = span(server, 'web', 'client');
    const outbound = span(application, 'web', 'client', 'http://api.shop:8080/orders?secret=1');
    const inbound = span(outbound, 'api', 'server', 'http://api.shop:8080/orders');
    return [application, outbound, inbound, span(inbound, 'api', 'client', 'http://db.shop/rows', 'GET')];
  });
  return [server, ...spans.flat()];
}

const web = callsKey({ service: 'web', method: 'POST', path: '/orders?id=2' });
const api = callsKey({ service: 'api', method: 'POST', path: '/orders' });

test('a call belongs to the application whose sidecar sent it, once and without its query', () => {
  expect(callsSeen([trace(2)])).toEqual({
    [web]: [{ method: 'POST', url: 'http://api.shop:8080/orders' }],
    [api]: [{ method: 'GET', url: 'http://db.shop/rows' }],
  });
});

test('a request that led to no call is known, until one of the same led to some', () => {
  expect(callsSeen([trace(0)])).toEqual({ [web]: [] });
  expect(Object.keys(callsSeen([trace(0), trace(1)]))).toEqual([web, api]);
});
