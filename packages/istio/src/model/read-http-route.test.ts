import { expect, test } from 'vitest';
import type { HttpRoute } from '../resources/istio-types.ts';
import { readHttpRoute } from './read-http-route.ts';

const read = (written: HttpRoute) => readHttpRoute(written, 'istio');

test('lists and maps that are not written are empty', () => {
  expect(read({})).toEqual({
    match: [],
    route: [],
    mirrors: [],
    headers: {
      request: { set: {}, add: {}, remove: [] },
      response: { set: {}, add: {}, remove: [] },
    },
  });
});

test('durations are milliseconds', () => {
  const { timeout, retries, fault, corsPolicy } = read({
    timeout: '1m',
    retries: { attempts: 3, perTryTimeout: '250ms', retryOn: 'reset, 503' },
    fault: { delay: { fixedDelay: '1.5s' } },
    corsPolicy: { maxAge: '24h' },
  } as HttpRoute);
  expect(timeout).toBe(60_000);
  expect(retries).toEqual({
    attempts: 3,
    perTryTimeout: 250,
    retryOn: { conditions: ['reset'], statusCodes: [503] },
    remoteLocalities: false,
  });
  expect(fault?.delay?.fixedDelay).toBe(1500);
  expect(corsPolicy?.maxAge).toBe(86_400_000);
});

test('a share says whether its field takes whole numbers only', () => {
  const destination = { host: 'a' };
  const { mirrors, fault } = read({
    mirror: destination,
    mirrorPercent: 5,
    mirrors: [{ destination, percentage: { value: 0.5 } }, { destination }],
    fault: { abort: { httpStatus: 503, percentage: {} } },
  } as HttpRoute);
  expect(mirrors.map(({ percentage }) => percentage)).toEqual([
    { value: 5, isWhole: true },
    { value: 0.5, isWhole: false },
    { value: 100, isWhole: true },
  ]);
  expect(fault).toEqual({ abort: { httpStatus: 503, percentage: { value: 0, isWhole: false } } });
});

test('a redirect of the Gateway API may replace the matched prefix only', () => {
  const redirect = { uri: '%PREFIX()%/new', redirectCode: 302 } as NonNullable<HttpRoute['redirect']>;
  expect(readHttpRoute({ redirect }, 'gateway-api').redirect).toEqual({
    code: 302,
    prefix: '/new',
    keepsPort: false,
  });
  expect(read({ redirect }).redirect).toEqual({ code: 302, path: '%PREFIX()%/new', keepsPort: false });
});

test('a fault that Istio does not inject is none', () => {
  expect(read({ fault: { delay: { exponentialDelay: '1s' } } } as HttpRoute).fault).toBeUndefined();
  expect(read({ fault: { abort: { grpcStatus: 'UNAVAILABLE' } } } as HttpRoute).fault).toEqual({
    abort: { grpcStatus: 14 },
  });
});
