/** npm's scripts on a machine whose Node is too old for the project: they take the lab's own. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npm-scripts-'));
  mkdirSync(join(folder, 'old'));
  mkdirSync(join(folder, 'lab/node/bin'), { recursive: true });
  // Knows its version, and runs nothing.
  const old = `#!/bin/sh\n[ "$*" = --version ] && { echo v20.11.0; exit; }\necho "the old Node ran $*" >&2\nexit 1\n`;
  writeFileSync(join(folder, 'old/node'), old);
  chmodSync(join(folder, 'old/node'), 0o755);
  symlinkSync(process.execPath, join(folder, 'lab/node/bin/node'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** npm itself runs on this Node: what it starts finds the old one first. */
function run(...args: string[]): string {
  const npm = realpathSync(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim());
  const PATH = [join(folder, 'old'), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH, LAB_DIR: join(folder, 'lab'), NO_COLOR: '1' };
  return execFileSync(process.execPath, [npm, 'run', '--silent', ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
}

it.each(Object.entries(scripts))('%s takes the Node of the lab', (_, script) => {
  for (const command of script.split(' && ')) expect(command).toMatch(/^\.\/lab( --exec \w+|$)/);
});

it.each([
  { script: ['lab', '--', '--help'], says: 'Usage: ./lab' },
  { script: ['bench', '--', '--help'], says: 'npm run bench' },
  { script: ['lint', '--', '--help'], says: 'biome' },
])('npm run $script works', ({ script, says }) => {
  expect(run(...script)).toContain(says);
});
