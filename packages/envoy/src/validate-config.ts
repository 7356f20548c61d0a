import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@lab/process';
import { rejectionMessage } from './exit-error.ts';

/**
 * Asks Envoy itself whether it would take a bootstrap (`--mode validate`: everything is built, nothing bound).
 *
 * @returns undefined when it would, else Envoy's own words
 */
export async function validateConfig(binary: string, bootstrap: object): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-validate-'));
  try {
    const path = join(folder, 'bootstrap.json');
    await writeFile(path, JSON.stringify(bootstrap));
    const args = ['--mode', 'validate', '--disable-hot-restart', '--log-level', 'warning', '-c', path];
    const result = await runCommand(binary, args);
    return result.status === 0 ? undefined : rejectionMessage(result.stderr || result.stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
