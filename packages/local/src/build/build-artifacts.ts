import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { LocalError } from '../local-error.ts';

/**
 * Builds what the applications in the given folders need to start, by `turbo run build`, which takes what has
 * not changed from its cache.
 *
 * @param folders relative to the root
 * @param onLine told each line turbo writes
 * @param signal ends the build with all that it has started
 * @throws LocalError BUILD_FAILED with the end of what was written; also after an abort
 */
export function buildArtifacts(
  root: string,
  folders: readonly string[],
  onLine: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
  const filters = folders.map((folder) => `--filter=./${folder}...`);
  const child = spawn(process.execPath, [turbo, 'run', 'build', '--output-logs=new-only', ...filters], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that an abort reaches what turbo starts as well.
    detached: true,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
  });
  const abort = () => child.pid && process.kill(-child.pid, 'SIGTERM');
  signal?.addEventListener('abort', abort, { once: true });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter((written) => written.trim())) {
        lines.push(line);
        onLine(line);
      }
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      signal?.removeEventListener('abort', abort);
      if (status === 0) return resolve();
      const remedy = 'Correct what it names, then run ./lab up again.';
      reject(new LocalError('BUILD_FAILED', `the build failed:\n${lines.slice(-20).join('\n')}`, remedy));
    });
  });
}
