/** `lab` itself, which installs what everything else needs: with a stand-in for npm, in every shell that is here. */
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processesOf } from '../support/lab/lab-processes.ts';

const checkout = resolve(import.meta.dirname, '../..');
const patience = { timeout: 60_000, interval: 20 };

/** Writes half of the packages with a process that it has started, does not hear SIGINT, and goes on when it may. */
const NPM = `#!/bin/sh
trap '' INT
echo "$*" >>"$ROOT/npm.log"
rm -rf "$ROOT/node_modules"
mkdir -p "$ROOT/node_modules/half"
sh -c 'while ! [ -e "$ROOT/go" ]; do sleep 0.05; done' &
wait $!
[ -e "$ROOT/go" ] || exit 1
rm -rf "$ROOT/node_modules/half"
mkdir -p "$ROOT/node_modules/whole"
`;

/** What `lab` runs. setsid is not among it where a machine has none, as macOS. */
const PROGRAMS = 'cat cksum dirname env ln mkdir mv ps readlink rm sh sleep tail touch uname'.split(' ');

const shells = [
  { name: 'dash', command: ['dash'], setsid: true },
  { name: 'bash', command: ['bash', '--posix'], setsid: true },
  { name: 'bash without setsid', command: ['bash', '--posix'], setsid: false },
  { name: 'busybox', command: ['busybox', 'sh'], setsid: true },
].filter(({ command: [program = ''] }) => pathOf(program) !== undefined);

function pathOf(program: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

describe.each(shells)('./lab in $name', ({ command, setsid }) => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'shim-'));
    cpSync(join(checkout, 'lab'), join(root, 'lab'));
    mkdirSync(join(root, 'bin'));
    writeFileSync(join(root, 'bin/npm'), NPM);
    chmodSync(join(root, 'bin/npm'), 0o755);
    for (const program of setsid ? [] : PROGRAMS)
      symlinkSync(pathOf(program) ?? program, join(root, 'bin', program));
    writeFileSync(join(root, 'package-lock.json'), '{}');
    mkdirSync(join(root, 'packages/cli/src'), { recursive: true });
    writeFileSync(join(root, 'packages/cli/src/main.ts'), 'console.log("ran", process.argv[2]);');
  });
  afterEach(async () => {
    writeFileSync(join(root, 'go'), '');
    await expect.poll(() => processesOf(root), patience).toEqual([]);
    rmSync(root, { recursive: true, force: true });
  });

  const start = (env: NodeJS.ProcessEnv = {}) => {
    const { LAB_DIR: _, ...own } = process.env;
    const PATH = [join(root, 'bin'), dirname(process.execPath), ...(setsid ? [own.PATH] : [])].join(
      delimiter,
    );
    const [shell = '', ...applet] = command;
    const child = spawn(pathOf(shell) ?? shell, [...applet, join(root, 'lab'), 'hello'], {
      env: { ...own, PATH, ROOT: root, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const ended = new Promise<{ code: number | null; output: string }>((done) =>
      child.on('close', (code) => done({ code, output })),
    );
    return { pid: child.pid as number, output: () => output, ended };
  };
  const installs = () =>
    existsSync(join(root, 'npm.log'))
      ? readFileSync(join(root, 'npm.log'), 'utf8').split('\n').length - 1
      : 0;
  const lock = () => join(root, '.lab/installing');
  const isHalf = () => existsSync(join(root, 'node_modules/half'));
  const allow = () => writeFileSync(join(root, 'go'), '');

  it.each([
    // A terminal sends it to the whole foreground group, a supervisor to the one process.
    { signal: 'SIGINT', group: true, code: 130 },
    { signal: 'SIGTERM', group: false, code: 143 },
    { signal: 'SIGHUP', group: true, code: 129 },
  ] as const)(
    'ends npm with all it has started on $signal, and installs anew',
    async ({ signal, group, code }) => {
      const first = start();
      await expect.poll(isHalf, patience).toBe(true);
      process.kill(group ? -first.pid : first.pid, signal);
      expect(await first.ended).toMatchObject({ code, output: expect.stringContaining('installs again') });
      expect(processesOf(root)).toEqual([]);
      expect(existsSync(lock())).toBe(false);
      allow();
      expect(await start().ended).toMatchObject({ code: 0, output: expect.stringContaining('ran hello') });
      expect([installs(), isHalf()]).toEqual([2, false]);
      expect((await start().ended).output).toBe('ran hello\n');
      expect(installs()).toBe(2);
    },
  );

  it('holds the lock for as long as npm runs, also when the shell is killed', async () => {
    const first = start();
    await expect.poll(isHalf, patience).toBe(true);
    // The shell's own line, and npm's as soon as it has a number.
    const holders = () => readFileSync(lock(), 'utf8').trim().split('\n').length;
    await expect.poll(holders, patience).toBe(2);
    process.kill(first.pid, 'SIGKILL');
    await expect.poll(() => processesOf(root).some(({ pid }) => pid === first.pid), patience).toBe(false);
    const second = start();
    await expect.poll(second.output, patience).toContain('another ./lab is installing');
    expect(installs()).toBe(1);
    allow();
    // What the first has left is nobody's word for a whole installation.
    expect(await second.ended).toMatchObject({ code: 0, output: expect.stringContaining('ran hello') });
    expect([installs(), isHalf()]).toEqual([2, false]);
  });

  it('lets one of two install, and the other use it', async () => {
    const both = [start(), start()];
    await expect.poll(isHalf, patience).toBe(true);
    allow();
    for (const { ended } of both) expect(await ended).toMatchObject({ code: 0 });
    expect(installs()).toBe(1);
  });

  it('trusts no lock of a process that has ended, though another has its number', async () => {
    mkdirSync(join(root, '.lab'));
    writeFileSync(lock(), `${process.pid} 1 another-boot\nno lock\n`);
    allow();
    const { code, output } = await start().ended;
    expect({ code, output }).toEqual({ code: 0, output: expect.not.stringContaining('waiting') });
    expect(existsSync(lock())).toBe(false);
  });

  it('trusts no mark of an installation that was begun and not ended', async () => {
    allow();
    await start().ended;
    const text = readFileSync(join(root, 'package-lock.json'), 'utf8');
    rmSync(join(root, 'go'));
    writeFileSync(join(root, 'package-lock.json'), '{ "other": true }');
    const second = start();
    await expect.poll(isHalf, patience).toBe(true);
    process.kill(-second.pid, 'SIGINT');
    await second.ended;
    // As before: but the packages are not.
    writeFileSync(join(root, 'package-lock.json'), text);
    allow();
    await start().ended;
    expect([installs(), isHalf()]).toEqual([3, false]);
  });

  it('says which folder it cannot write, and that LAB_DIR names another', async () => {
    writeFileSync(join(root, '.lab'), 'a file');
    const { code, output } = await start().ended;
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining(`cannot write to ${root}/.lab`),
    });
    expect(output).toContain('LAB_DIR=~/lab');
    allow();
    expect(await start({ LAB_DIR: 'elsewhere' }).ended).toMatchObject({ code: 0 });
    expect(existsSync(join(root, 'elsewhere/logs/install.log'))).toBe(true);
  });
});
