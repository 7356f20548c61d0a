import { expect, it } from 'vitest';
import { detectProtocol } from './detect-protocol.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

it.each([
  ['GET / HTTP/1.1\r\n', 'http1'],
  ['PATCH /a', 'http1'],
  [PREFACE, 'http2'],
  [`${PREFACE}\0\0\0`, 'http2'],
  ['', undefined],
  ['GE', undefined],
  ['PRI * HTTP/2.0\r\n', undefined],
  ['GETS', 'tcp'],
  ['PRI *x', 'tcp'],
  ['*1\r\n$4\r\nPING\r\n', 'tcp'],
  ['\u0016\u0003\u0001', 'tcp'],
])('%j is %s', (bytes, protocol) => expect(detectProtocol(Buffer.from(bytes, 'latin1'))).toBe(protocol));
