import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const root = path.join(import.meta.dirname, '../../..');

/** What Next.js says while another test file, or a lab, builds: it builds one at a time. */
const BUSY = 'Another next build process is already running';

/** Builds the frontend and what it needs, unless turbo has this very build in its cache. Throws what the build said. */
export async function buildOnce(): Promise<void> {
  const turbo = path.join(root, 'node_modules/.bin/turbo');
  const args = ['run', 'build', '--filter=@lab/frontend'];
  for (;;) {
    const { status, stdout, stderr } = spawnSync(turbo, args, { cwd: root, encoding: 'utf8' });
    if (status === 0) return;
    if (!`${stdout}${stderr}`.includes(BUSY))
      throw new Error(`the frontend cannot be built\n${stdout}${stderr}`);
    await wait(1_000);
  }
}
