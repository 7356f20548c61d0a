import { join } from 'node:path';
import { runCommand } from '@lab/process';
import { NotMeasured } from './not-measured.ts';

/** Milliseconds in which a lab has to end its pods. */
const GRACE_MS = 90_000;

/**
 * Runs `./lab` with arguments and waits for its end. When the signal is aborted the command is asked to end, and is
 * waited for all the same: it cleans up after itself.
 *
 * @throws NotMeasured with the end of what it wrote when its exit code is not 0
 */
export async function runShim(root: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let output = '';
  const collect = (text: string) => {
    output += text;
  };
  const options = { cwd: root, onStdout: collect, onStderr: collect, signal, graceMs: GRACE_MS };
  const { ok, status } = await runCommand(join(root, 'lab'), args, options);
  signal.throwIfAborted();
  if (ok) return;
  const lines = output.trimEnd().split('\n').slice(-10).join('\n');
  throw new NotMeasured(`./lab ${args[0]} ended with exit code ${status}:\n${lines}`);
}
