/** docs/your-own-mesh.md to the letter: an empty folder, the files of the page, its commands, what they print. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ownPlace } from '../support/lab/places.ts';
import { type Ended, startProgram } from '../support/lab/run-command.ts';
import { matchesOutput, pageSteps } from '../support/pages/page-steps.ts';

const root = resolve(import.meta.dirname, '../..');
const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string };
/** The page has the default; another lab may have that. */
const { dir: labDir, port } = ownPlace;
const page = readFileSync(join(root, 'docs/your-own-mesh.md'), 'utf8');
const steps = pageSteps(page.replaceAll('localhost:8080', `localhost:${port}`));

let home: string;
let shop: string;
/** What a person's shell keeps from one command to the next. */
let state: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'own-mesh-'));
  shop = join(home, 'shop');
  state = join(home, '.state');
  writeFileSync(state, 'cd "$HOME"\n');
  symlinkSync(root, join(home, name));
});
afterAll(async () => {
  await run(`"$HOME/${name}/lab" down`);
  rmSync(home, { recursive: true, force: true });
});

/** Runs a command where the one before it left the shell. */
function run(command: string): Promise<Ended> {
  const script = `. ${state}; ${command}\ncode=$?; { declare -p PATH; printf 'cd %q\\n' "$PWD"; } >${state}; exit $code`;
  // Envoy and npm's packages are where the person who runs the tests has them.
  const env = { HOME: home, XDG_CACHE_HOME: cacheDir(), LAB_DIR: labDir, NO_COLOR: '1' };
  return startProgram('bash', ['-c', script], { cwd: root, env }).ended;
}

function cacheDir(): string {
  const own = process.platform === 'darwin' ? 'Library/Caches' : '.cache';
  return process.env.XDG_CACHE_HOME || join(homedir(), own);
}

describe('the page', () => {
  it('has files and commands, with what the commands print', () => {
    const files = steps.flatMap((step) => ('file' in step ? step.file : []));
    expect(files).toContain('skaffold.yaml');
    expect(files).toContain('cart/Procfile');
    const commands = steps.flatMap((step) => ('command' in step ? step : []));
    expect(commands.filter(({ output }) => output.length > 0).length).toBeGreaterThan(5);
  });

  // In its order: each step builds on those before.
  it.each(steps.map((step) => ['file' in step ? step.file : `$ ${step.command}`, step] as const))(
    '%s',
    { timeout: 300_000 },
    async (_, step) => {
      if ('file' in step) {
        const path = join(shop, step.file);
        expect(existsSync(path)).toBe(false);
        mkdirSync(dirname(path), { recursive: true });
        return writeFileSync(path, step.text);
      }
      const command = step.command.startsWith('lab up') ? `${step.command} --port ${port}` : step.command;
      const attempt = async () => {
        const { code, stdout, stderr } = await run(command);
        if (!matchesOutput(step.output, stdout)) expect(stdout, stderr).toBe(step.output.join('\n'));
        expect({ code, stderr }).toMatchObject({ code: 0 });
      };
      // An edit before it takes its time to be live, and spans their time to arrive.
      if (/^(curl|lab status|lab trace)/.test(command))
        await vi.waitFor(attempt, { timeout: 60_000, interval: 200 });
      else await attempt();
    },
  );
});
