/** A lab's folder that somebody else has, or that is none: every command says so, and what to do. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const main = join(root, 'packages/cli/src/main.ts');
const isRoot = process.getuid?.() === 0;
/** Number of the user `nobody`, by convention. */
const NOBODY = 65_534;

const commands = [
  ['up', '--detach', '--port', '18181'],
  ['up', '--port', '18181'],
  ['status'],
  ['down'],
  ['call', '-n', '1'],
  ['trace'],
  ['logs'],
  ['restart', 'ml-stable'],
  ['analyze'],
  ['render', 'local', '--with', 'jwt'],
  ['chart', 'local'],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unusable-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'file'), '');
  for (const name of ['run', 'logs'])
    mkdirSync(join(folder, 'theirs', name), { recursive: true, mode: 0o700 });
  chmodSync(join(folder, 'theirs'), 0o755);
  // Whoever is not root plays the other user by taking his own rights away.
  if (isRoot) return;
  for (const name of ['run', 'logs', '.'])
    chmodSync(join(folder, 'theirs', name), name === '.' ? 0o500 : 0o000);
});
afterAll(() => {
  for (const name of ['.', 'run', 'logs']) chmodSync(join(folder, 'theirs', name), 0o700);
  rmSync(folder, { recursive: true });
});

function lab(dir: string, args: readonly string[], asNobody: boolean) {
  const env = {
    ...process.env,
    LAB_DIR: dir,
    NO_COLOR: '1',
    HOME: folder,
    NODE_COMPILE_CACHE: join(folder, 'none'),
  };
  const user = asNobody && isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const ended = spawnSync(process.execPath, [main, ...args], { cwd: root, env, encoding: 'utf8', ...user });
  if (ended.error) throw ended.error;
  return { code: ended.status, output: ended.stdout + ended.stderr };
}

describe.each(commands)('./lab %s %s %s %s', (...args) => {
  const given = args.filter(Boolean);

  it('names a folder that another user has, and LAB_DIR', () => {
    const { code, output } = lab(join(folder, 'theirs'), given, true);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(join(folder, 'theirs')) });
    expect(output).toContain('LAB_DIR=~/lab');
    expect(output).not.toMatch(/^\s+at |chmod 700/m);
  });

  it('names a folder that cannot be made, and LAB_DIR', () => {
    const { code, output } = lab(join(folder, 'file/lab'), given, false);
    expect(output).not.toMatch(/^\s+at |chmod 700/m);
    // Where there can be no lab, none is up.
    if (given[0] === 'down') return expect(output).toContain('not up');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('file/lab') });
    expect(output).toContain('LAB_DIR=~/lab');
  });
});

it('./lab doctor names the folder', () => {
  const { code, output } = lab(join(folder, 'file/lab'), ['doctor'], false);
  expect(code).toBe(1);
  expect(output).toMatch(/✗ folder .*file\/lab.*\n.*LAB_DIR=~\/lab/);
});
