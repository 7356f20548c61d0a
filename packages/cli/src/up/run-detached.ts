import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { labPaths } from '@lab/local';
import type { CommandContext, CommandResult } from '../command.ts';
import type { LabUpOptions } from './up-options.ts';

/** What the lab in the background tells the command that started it, until it is up; `ready`: every pod is. */
export type UpMessage =
  | { readonly line: string }
  | { readonly progress: string }
  | { readonly ready: boolean };

/**
 * Runs `./lab up` as a process group of its own whose output goes to .lab/logs/lab.log, and waits until it is
 * up. Its progress is shown as it comes. Ctrl-C while waiting stops it again.
 */
export async function runDetached(
  context: CommandContext,
  { choice, port, console }: LabUpOptions,
): Promise<CommandResult> {
  const { root, cwd, terminal, signal } = context;
  const folder = labPaths(root).logs;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = openSync(join(folder, 'lab.log'), 'w', 0o600);
  const main = join(import.meta.dirname, '..', 'main.ts');
  const args = [
    ...process.execArgv,
    main,
    'up',
    ...(choice.overlay === undefined ? [] : [choice.overlay]),
    '--manifests',
    resolve(root, choice.manifests),
    '--port',
    String(port),
    ...(choice.components.length > 0 ? ['--with', choice.components.join()] : []),
    ...(console ? [] : ['--no-console']),
    ...(choice.guard ? ['--guard'] : []),
    ...(choice.standIns === false ? ['--no-stand-ins'] : []),
    ...(choice.without.length > 0 ? ['--without', choice.without.join()] : []),
  ];
  const child = spawn(process.execPath, args, {
    cwd,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  const ready = await new Promise<boolean | undefined>((resolve, reject) => {
    child.on('message', (message: UpMessage) => {
      if ('line' in message) terminal.print(message.line);
      else if ('progress' in message) terminal.progress(message.progress);
      else resolve(message.ready);
    });
    child.on('error', reject);
    child.on('exit', () => resolve(undefined));
  });
  terminal.progress(undefined);
  if (child.connected) child.disconnect();
  child.unref();
  if (ready) return { exitCode: 0 };
  terminal.note(
    ready === false
      ? 'The lab is up, but not every pod is ready. ./lab status shows the pods; ./lab down stops the lab.'
      : 'The lab did not start. ./lab logs lab shows its log.',
  );
  return { exitCode: 1 };
}
