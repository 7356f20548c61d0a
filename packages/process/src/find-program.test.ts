import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkProgram, findProgram, type ProgramRequirement, programsOnPath } from './find-program.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-program-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(path: string, prints: string, exit = 0): string {
  const whole = join(folder, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, `#!/bin/sh\necho '${prints}'\nexit ${exit}\n`);
  chmodSync(whole, 0o755);
  return whole;
}

const helm: ProgramRequirement = {
  name: 'helm',
  versionArgs: ['version', '--short'],
  readVersion: (printed) => /v(\d+\.\d+\.\d+)/.exec(printed)?.[1],
  oldest: '3.6',
  before: '4',
};

test('one that is new enough is found, with its version', async () => {
  const path = program('helm', 'v3.22.0+gabcdef0');
  expect(await checkProgram(path, helm)).toEqual({ path, version: '3.22.0' });
});

test.each([
  ['v3.5.9', 'is 3.5.9; version 3.6 or later is needed'],
  ['v4.3.1', 'is 4.3.1; a version below 4 is needed'],
  ['hello', 'does not answer `version --short` as helm does (exit 0)'],
])('one that prints %j is refused', async (prints, reason) => {
  const path = program('helm', prints);
  expect(await checkProgram(path, helm)).toEqual({ path, isMissing: false, reason });
});

test('one that is missing is told from one that cannot be used', async () => {
  const path = join(folder, 'helm');
  expect(await checkProgram(path, helm)).toEqual({ path, isMissing: true, reason: 'does not exist' });
});

test('its own words say why it does not answer', async () => {
  const path = join(folder, 'helm');
  writeFileSync(path, '#!/bin/sh\necho "no such option" >&2\nexit 2\n');
  chmodSync(path, 0o755);
  expect(await checkProgram(path, helm)).toMatchObject({
    reason: 'does not answer `version --short` as helm does (no such option)',
  });
});

test('one that hangs is ended when the caller is interrupted, and no other is asked', async () => {
  const started = join(folder, 'started');
  const path = program('helm', 'v3.22.0');
  const hanging = join(folder, 'hanging');
  writeFileSync(hanging, `#!/bin/sh\necho $$ > ${started}\nexec sleep 600\n`);
  chmodSync(hanging, 0o755);
  const interrupt = new AbortController();
  const found = findProgram([hanging, path], helm, process.env, interrupt.signal);
  const pid = await vi.waitFor(
    () => {
      const written = Number(readFileSync(started, 'utf8'));
      if (!written) throw new Error('not written yet');
      return written;
    },
    { timeout: 60_000 },
  );
  interrupt.abort(new Error('interrupted'));
  await expect(found).rejects.toThrow('interrupted');
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('the first usable place is taken; without one, each is named in order', async () => {
  const old = program('old/helm', 'v3.0.0');
  const good = program('good/helm', 'v3.22.0');
  const missing = join(folder, 'missing/helm');
  expect(await findProgram([missing, old, good], helm)).toEqual({ path: good, version: '3.22.0' });
  expect(await findProgram([missing, old], helm)).toMatchObject([{ path: missing }, { path: old }]);
});

test('PATH is read in its order: whole paths of executable files, once each', () => {
  const second = program('second/helm', '');
  const first = program('first/helm', '');
  mkdirSync(join(folder, 'folder/helm'), { recursive: true });
  mkdirSync(join(folder, 'plain'));
  writeFileSync(join(folder, 'plain/helm'), '');
  const places = ['folder', 'plain', 'first', 'nowhere', 'second', 'first'].map((name) => join(folder, name));
  expect(programsOnPath('helm', places.join(delimiter))).toEqual([first, second]);
});

test('a relative or empty folder of PATH names nothing', () => {
  program('helm', '');
  const before = process.cwd();
  process.chdir(folder);
  try {
    expect(programsOnPath('helm', ['', '.', 'bin'].join(delimiter))).toEqual([]);
  } finally {
    process.chdir(before);
  }
});
