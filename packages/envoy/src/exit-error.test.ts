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

test('too many sidecars for the system: says what allows more', () => {
  const log =
    '[2026-11-29 13:41:55.157][13165][critical][assert] [source/common/filesystem/inotify/watcher_impl.cc:25] assert failure: inotify_fd_ >= 0. Details: Consider increasing value of fs.inotify.max_user_watches and/or fs.inotify.max_user_instances via sysctl\n[2026-11-29 13:41:55.158][13165][critical][backtrace] [./source/server/backtrace.h:129] Caught Aborted\n[2026-11-29 13:41:55.158][13165][critical][backtrace] [./source/server/backtrace.h:99] #0: [0x7f0e8d469050]';
  const error = exitError(log, null, 'SIGABRT');
  expect(error.message).toContain('inotify instances');
  expect(error.remedy).toContain('sysctl fs.inotify.max_user_instances=1024');
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
