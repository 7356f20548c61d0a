/**
 * vitest's global set-up of the project `programs`: builds the frontend once, before the files that start it. A build
 * exchanges `dist`, which would pull it from under a server that another file has started meanwhile.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../../..');

/** Builds the frontend and what it needs, unless turbo has this very build in its cache. Throws what the build said. */
export function setup(): void {
  // The page of a running lab is built already.
  if (process.env.LAB_URL) return;
  const turbo = path.join(root, 'node_modules/.bin/turbo');
  const args = ['run', 'build', '--filter=@lab/frontend'];
  const { status, stdout, stderr } = spawnSync(turbo, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the frontend cannot be built\n${stdout}${stderr}`);
}
