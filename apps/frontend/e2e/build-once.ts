import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../../..');

/** Builds the frontend and what it needs, unless turbo has this very build in its cache. Throws what the build said. */
export function buildOnce(): void {
  const turbo = path.join(root, 'node_modules/.bin/turbo');
  const args = ['run', 'build', '--filter=@lab/frontend'];
  const { status, stdout, stderr } = spawnSync(turbo, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the frontend cannot be built\n${stdout}${stderr}`);
}
