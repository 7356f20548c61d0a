import { expect, it } from 'vitest';
import { callTarget } from './call-target.ts';
import type { MeshMap } from './capture-map.ts';

const SIDECAR = '127.12.0.1:9080';
const map: MeshMap = {
  connect: {
    'reviews:9080': [SIDECAR],
    'reviews.default:9080': [SIDECAR],
    'web:80': ['127.12.0.1:10080'],
    '10.96.0.10:9080': [SIDECAR],
    'plain:9080': ['127.10.0.3:9080'],
    'api.example.com:443': ['127.12.0.1:443'],
    'localhost:9080': [SIDECAR],
  },
  own: [SIDECAR, '127.12.0.1:10080', '127.12.0.1:443'],
  outside: ['api.example.com:443'],
  source: '127.10.0.1',
};

it.each([
  ['http://reviews:9080/x', SIDECAR],
  ['http://REVIEWS.default.:9080/x', SIDECAR],
  ['grpc://reviews:9080', SIDECAR],
  ['tcp://reviews:9080', SIDECAR],
  ['http://web/', '127.12.0.1:10080'],
])('%s goes to the sidecar', (url, place) =>
  expect(callTarget(url, map)).toMatchObject({ places: [place], source: '127.10.0.1' }),
);

const REFUSED: readonly (readonly [url: string, why: string])[] = [
  ...[
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '2130706433',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '10.96.0.10',
  ].map((host) => [`http://${host}:9080/`, 'an IP address'] as const),
  ...['127.0.0.1', '2130706433', '0x7f000001', '10.96.0.10', '[::1]'].map(
    (host) => [`tcp://${host}:9080`, 'an IP address'] as const,
  ),
  ['http://localhost:9080/', 'this machine'],
  ['http://reviews.localhost:9080/', 'this machine'],
  ['http://user:word@reviews:9080/', 'user name'],
  ['http://reviews:22/', 'no service reviews:22'],
  ['http://toString:9080/', 'no service'],
  ['http://example.com/', 'no service example.com:80'],
  ['http://plain:9080/', 'do not go through the sidecar'],
  ['http://api.example.com:443/', 'outside of the mesh'],
  ['https://reviews:9080/', 'not one of'],
  ['file:///etc/passwd', 'not one of'],
  ['tcp://reviews', 'no service'],
  ['reviews', 'not a URL'],
];

it.each(REFUSED.map(([url, why]) => ({ url, why })))('$url is refused', ({ url, why }) =>
  expect(callTarget(url, map)).toContain(why),
);
