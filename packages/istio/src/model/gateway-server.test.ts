import { expect, test } from 'vitest';
import { commonHosts, hostText, isPassthroughServer, isTlsServer, readServer } from './gateway-server.ts';

const port = { number: 443, name: 'https', protocol: 'HTTPS' };

test('hosts say whose VirtualServices may have them', () => {
  const { hosts } = readServer({ port, hosts: ['a.org', '*/b.org', './c.org', 'shop/*.d.org'] }, 'edge');
  expect(hosts).toEqual([
    { name: 'a.org' },
    { name: 'b.org' },
    { namespace: 'edge', name: 'c.org' },
    { namespace: 'shop', name: '*.d.org' },
  ]);
  expect(hosts.map(hostText)).toEqual(['a.org', 'b.org', 'edge/c.org', 'shop/*.d.org']);
  expect([...commonHosts(hosts, 'shop', ['*'])]).toEqual(['a.org', 'b.org', '*.d.org']);
});

test('hosts in common are the narrower names, once each', () => {
  const { hosts } = readServer({ port, hosts: ['foo.com', '*.net', '*/*.net'] }, 'edge');
  expect([...commonHosts(hosts, 'shop', ['*.com', 'bar.net', '*', 'a.org'])]).toEqual([
    'foo.com',
    'bar.net',
    '*.net',
  ]);
});

test('TLS has its defaults filled in', () => {
  const server = readServer({ port, hosts: ['a.org'], tls: { minProtocolVersion: 'TLS_AUTO' } }, 'edge');
  expect(server.tls).toEqual({
    mode: 'SIMPLE',
    httpsRedirect: false,
    subjectAltNames: [],
    cipherSuites: [],
  });
  expect([isTlsServer(server), isPassthroughServer(server)]).toEqual([true, false]);
});
