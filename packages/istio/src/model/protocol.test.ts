import { expect, it } from 'vitest';
import { selectProtocol } from './protocol.ts';

it.each([
  [{ port: 80, name: 'http' }, 'http'],
  [{ port: 80, name: 'HTTP2-web' }, 'http2'],
  [{ port: 80, name: 'grpc-web-x' }, 'grpc'],
  [{ port: 80, name: 'web' }, 'unset'],
  [{ port: 80, name: 'web', appProtocol: 'http' }, 'http'],
  [{ port: 80, name: 'http', appProtocol: 'tcp' }, 'tcp'],
  [{ port: 80, name: 'x', appProtocol: 'kubernetes.io/h2c' }, 'http2'],
  [{ port: 3306, name: 'db' }, 'tcp'],
  [{ port: 53, name: 'http', protocol: 'UDP' }, 'udp'],
])('%j is %s', (port, expected) => {
  expect(selectProtocol(port)).toBe(expected);
});
