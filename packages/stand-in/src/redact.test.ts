import { expect, it } from 'vitest';
import { shownHeaders, shownPath } from './redact.ts';
import { passedOn } from './trace-headers.ts';

it('shows no value of authorization, cookies and tokens', () => {
  const hidden = {
    ...{ authorization: 'Basic abc', 'proxy-authorization': 'x', cookie: 'a=1', 'set-cookie': ['a', 'b'] },
    ...{
      'x-api-key': 'k',
      'x-auth-token': 't',
      'x-id-token': 't',
      'x-anything': 'Bearer abc',
      'x-data': 'eyJhbGc.eyJpc3M.c2ln',
    },
  };
  const shown = {
    ':authority': 'reviews:9080',
    host: 'a',
    'x-request-id': '1',
    accept: ['a', 'b'],
    gone: undefined,
  };
  expect(shownHeaders({ ...hidden, ...shown })).toEqual({
    ...Object.fromEntries(Object.keys(hidden).map((name) => [name, '…'])),
    ...{ ':authority': 'reviews:9080', host: 'a', 'x-request-id': '1', accept: 'a, b' },
  });
});

it.each([
  ['/a', '/a'],
  ['/a?b=c&d', '/a?b=c&d'],
  ['/a?access_token=x&b=c', '/a?access_token=…&b=c'],
  ['/a?b=eyJhbGc.eyJpc3M.c2ln', '/a?b=…'],
  ['/a?%74oken=x', '/a?%74oken=…'],
  ['/a?call=http://b:1/%3Ftoken=x', '/a?call=http%3A%2F%2Fb%3A1%2F%3Ftoken%3D%E2%80%A6'],
  ['/a?b=%', '/a?b=%'],
])('%s is shown as %s', (path, shown) => expect(shownPath(path)).toBe(shown));

it('passes trace context and headers to route by on, and no secret', () => {
  const on = {
    ...{ traceparent: '00-a-b-01', tracestate: 'a=b', b3: '1-2-1', 'x-b3-traceid': '1', 'x-request-id': 'r' },
    ...{ 'end-user': 'ada', 'x-canary': 'true' },
  };
  const off = {
    ...{
      'x-envoy-attempt-count': '1',
      'x-forwarded-for': '1',
      'x-forwarded-client-cert': 'c',
      'x-stand-in-status': '500',
    },
    ...{
      host: 'a',
      accept: '*/*',
      cookie: 'c',
      authorization: 'a',
      'x-auth-token': 't',
      'x-thing': 'Bearer a',
    },
  };
  expect(passedOn({ ...on, ...off })).toEqual(on);
});
