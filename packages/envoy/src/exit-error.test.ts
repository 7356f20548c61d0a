import { expect, test } from 'vitest';
import { exitError, rejectionMessage } from './exit-error.ts';

const BUSY = `[2026-11-23 22:00:01.000][12][critical][main] [source/server/server.cc:442] error initializing config '/x.json': error adding listener '127.0.0.1:8080': cannot bind '127.0.0.1:8080': Address already in use
[2026-11-23 22:00:01.001][12][warning][main] [source/server/server.cc:1005] exiting`;

test('a port in use has a code of its own and names the address', () => {
  expect(exitError(BUSY, 1, null)).toMatchObject({
    code: 'ENVOY_PORT_IN_USE',
    message: 'Envoy cannot listen on 127.0.0.1:8080: the address is in use',
  });
});

test('a rejected configuration keeps all lines of the reason', () => {
  const log = `[2026-11-23 22:00:01.000][12][critical][main] [source/server/server.cc:442] error initializing config: Proto constraint validation failed
field: address
[2026-11-23 22:00:01.001][12][info][main] [source/server/server.cc:1005] exiting`;
  expect(rejectionMessage(log)).toBe(
    'error initializing config: Proto constraint validation failed\nfield: address',
  );
  expect(exitError(log, 1, null).code).toBe('ENVOY_CONFIG_REJECTED');
});

test('a death before logging shows what the loader said', () => {
  const error = exitError("envoy: /lib/libc.so.6: version `GLIBC_2.31' not found", 127, null);
  expect(error.code).toBe('ENVOY_EXITED');
  expect(error.message).toContain('GLIBC_2.31');
});

test('a signal is named', () => {
  expect(exitError('', null, 'SIGSEGV').message).toContain('SIGSEGV');
});

test('a warning is no reason, and a signal needs none', () => {
  const log = `[2026-11-23 22:00:01.000][12][warning][misc] [source/common/protobuf/x.cc:23] Deprecated field: type X
[2026-11-23 22:00:01.001][12][info][main] [source/server/server.cc:1005] starting main dispatch loop`;
  expect(rejectionMessage(log)).toBe('');
  expect(exitError(log, null, 'SIGKILL').message).toBe('Envoy was terminated by SIGKILL');
  expect(exitError(log, 1, null).message).toBe('Envoy exited with 1');
});
