import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const entryPoint = join(import.meta.dirname, 'exec-script.mjs');

// Node has no execve on Windows.
describe.skipIf(process.platform === 'win32')('exec-script', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exec-script-'));
    const report = 'console.log(JSON.stringify([process.pid, process.execArgv, process.env.GREETING]))';
    writeFileSync(join(folder, 'report.cjs'), report);
    const wait = 'process.on("SIGTERM", () => process.exit(7)); setInterval(() => console.log(1), 100)';
    writeFileSync(join(folder, 'wait.cjs'), wait);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function run(scripts: Record<string, string>, ...args: string[]) {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entryPoint, ...args], {
      cwd: folder,
      env: { GREETING: 'hello' },
      timeout: 20_000,
    });
    return {
      child,
      ended: once(child, 'exit'),
      stdout: () => text(child.stdout),
      stderr: text(child.stderr),
    };
  }

  it('becomes the process of the script, with its flags and the environment', async () => {
    const { child, stdout, stderr } = run({ start: 'node  --max-old-space-size=64 report.cjs' }, 'start');
    expect(JSON.parse(await stdout())).toEqual([child.pid, ['--max-old-space-size=64'], 'hello']);
    expect(await stderr).toBe('');
  });

  it('leaves signals to the script', async () => {
    const { child, ended } = run({ dev: 'node wait.cjs' }, 'dev');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await ended).toEqual([7, null]);
  });

  it.each([
    [{ dev: 'node wait.cjs' }, 'has no script "start"'],
    [{ start: 'node report.cjs && rm -rf x' }, 'is no plain node command'],
    [{ start: 'next start' }, 'is no plain node command'],
  ])('refuses %j', async (scripts, message) => {
    const { ended, stderr } = run(scripts, 'start');
    expect(await ended).toEqual([1, null]);
    expect(await stderr).toContain(message);
  });
});
