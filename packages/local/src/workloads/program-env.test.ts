import { expect, test } from 'vitest';
import { programEnv } from './program-env.ts';

test('a program is told where to listen, port by port, and where its sidecar is', () => {
  const listen = new Map([
    [8000, { address: '127.11.0.1', port: 8000 }],
    [90, { address: '127.11.0.1', port: 10_090 }],
  ]);
  const past = 'localhost,127.0.0.1,127.0.0.0/8,127.11.0.1';
  expect(programEnv({ listen, proxy: { address: '127.12.0.1', port: 15_080 } })).toEqual({
    PORT: '8000',
    HOST: '127.11.0.1',
    PORT_8000: '8000',
    PORT_90: '10090',
    HTTP_PROXY: 'http://127.12.0.1:15080',
    http_proxy: 'http://127.12.0.1:15080',
    NO_PROXY: past,
    no_proxy: past,
  });
});

test('one that listens nowhere and has no sidecar is told nothing', () => {
  expect(programEnv({ listen: new Map() })).toEqual({});
});
