import { expect, it } from 'vitest';
import { findVirtualHost } from './virtual-host-match.ts';

const table = {
  name: '80',
  ignorePortInHostMatching: true,
  virtualHosts: ['*', 'foo.com', '*.foo.com', '*.a.foo.com', 'foo.*'].map((domain) => ({
    name: domain,
    domains: [domain],
    routes: [],
  })),
};

it.each([
  ['foo.com', 'foo.com'],
  ['FOO.com:8080', 'foo.com'],
  ['b.foo.com', '*.foo.com'],
  ['b.a.foo.com', '*.a.foo.com'],
  ['foo.net', 'foo.*'],
  ['bar.net', '*'],
])('%s is served by %s', (host, expected) => {
  expect(findVirtualHost(table, host)?.name).toBe(expected);
});

it('minds the port where the table does', () => {
  expect(findVirtualHost({ ...table, ignorePortInHostMatching: false }, 'foo.com:80')?.name).toBe('foo.*');
});
