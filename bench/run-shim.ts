import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { NotMeasured } from './not-measured.ts';

/**
 * Runs `./lab` with arguments and waits for its end. When the signal is aborted the command is asked to end, and is
 * waited for all the same: it cleans up after itself.
 *
 * @throws NotMeasured with the end of what it wrote when its exit code is not 0
 */
export async function runShim(root: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(join(root, 'lab'), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (code === 0) return;
  const lines = output.trimEnd().split('\n').slice(-10).join('\n');
  throw new NotMeasured(`./lab ${args[0]} ended with exit code ${code}:\n${lines}`);
}
