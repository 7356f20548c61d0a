import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '@lab/errors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callControl } from './control-client.ts';
import { serveControl } from './control-server.ts';

let folder: string;
let socket: string;
let close: (() => Promise<void>) | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'control-'));
  socket = join(folder, 'control.sock');
});

afterEach(async () => {
  await close?.();
  close = undefined;
  rmSync(folder, { recursive: true, force: true });
});

test('a method gets its parameters and its result comes back', async () => {
  close = await serveControl(socket, { add: ({ a, b }: { a: number; b: number }) => a + b, none: () => {} });
  expect(await callControl(socket, 'add', { a: 2, b: 3 })).toBe(5);
  expect(await callControl(socket, 'none')).toBeNull();
});

test('only the owner may open the socket', async () => {
  close = await serveControl(socket, {});
  expect(statSync(socket).mode & 0o777).toBe(0o600);
});

test('an error keeps its code and remedy on the way', async () => {
  const restart = () => {
    throw new LabError('UNKNOWN_WORKLOAD', 'there is no workload x', 'Choose another.');
  };
  close = await serveControl(socket, { restart });
  await expect(callControl(socket, 'restart')).rejects.toMatchObject({
    name: 'LabError',
    code: 'UNKNOWN_WORKLOAD',
    remedy: 'Choose another.',
  });
});

test.each(['nosuch', 'toString', '__proto__'])('there is no method %s', async (method) => {
  close = await serveControl(socket, {});
  await expect(callControl(socket, method)).rejects.toMatchObject({ code: 'CONTROL' });
});

test('with nobody listening the lab is not up', async () => {
  await expect(callControl(socket, 'status')).rejects.toMatchObject({ code: 'LAB_NOT_UP' });
});

test('a caller may stop waiting, and the method goes on', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let ended = false;
  const work = async () => {
    begun.resolve();
    await promise;
    ended = true;
  };
  close = await serveControl(socket, { work });
  const stop = new AbortController();
  const called = callControl(socket, 'work', undefined, stop.signal);
  await begun.promise;
  stop.abort();
  await expect(called).rejects.toThrow();
  expect(ended).toBe(false);
  resolve();
  await expect.poll(() => ended).toBe(true);
});
