import { expect, test } from 'vitest';
import { gatewayAddress } from './gateway-address.ts';

const status = {
  gatewayPort: 8080,
  hosts: [
    { host: '*.example', address: '127.0.0.1:8080', tls: false },
    { host: 'shop.example', address: '127.37.0.9:8081', tls: false },
    { host: 'pay.localhost', address: '127.37.0.9:8443', tls: true },
    { host: 'both.localhost', address: '127.37.0.9:8443', tls: true },
    { host: 'both.localhost', address: '127.0.0.1:8080', tls: false },
  ],
};

test.each([
  [undefined, '127.0.0.1:8080', 'frontend.localhost:8080'],
  ['shop.example', '127.37.0.9:8081', 'shop.example'],
  ['blog.example:80', '127.0.0.1:8080', 'blog.example:80'],
  ['both.localhost', '127.0.0.1:8080', 'both.localhost'],
  ['nosuch.localhost', '127.0.0.1:8080', 'nosuch.localhost'],
])('%s is asked at %s', (wanted, place, host) => {
  const { address, port, ...found } = gatewayAddress(status, wanted);
  expect({ place: `${address}:${port}`, ...found }).toEqual({ place, host });
});

test('a host that is served over TLS only is for curl', () => {
  expect(() => gatewayAddress(status, 'pay.localhost')).toThrow(
    'curl -k --connect-to ::127.37.0.9:8443 https://pay.localhost',
  );
});
