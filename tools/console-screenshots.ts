/**
 * `npm run screenshots`: starts a lab of its own, sends requests, and takes the pictures of the console that README.md and
 * docs/console.md show. Needs Chromium, as the tests do, and port 8080, which the pictures name.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTerminal, errorLines } from '@lab/cli';
import { callControl, controlSocket, endLab } from '@lab/local';
import { runCommand } from '@lab/process';
import { findChromium } from '../apps/frontend/e2e/find-chromium.ts';
import { SCHEMES } from './screenshots/pictures.ts';
import { takePictures } from './screenshots/take-pictures.ts';

/** TCP port of the gateway: the usual one. */
const PORT = 8080;

const root = resolve(import.meta.dirname, '..');
const terminal = createTerminal(process.stdout, process.stderr);

async function lab(...args: readonly string[]): Promise<void> {
  const { ok, stderr } = await runCommand(join(root, 'lab'), args, { cwd: root });
  if (!ok) throw new Error(`./lab ${args.join(' ')} failed:\n${stderr}`);
}

async function screenshots(): Promise<void> {
  const executablePath = findChromium(process.env);
  if (!executablePath) throw new Error('no Chromium: install it or set CHROMIUM_BIN');
  // A lab of its own beside a person's; commands that are started from here inherit it.
  process.env.LAB_DIR = join(root, '.lab/screenshots');
  mkdirSync(process.env.LAB_DIR, { recursive: true, mode: 0o700 });
  try {
    terminal.progress('starting the lab');
    await endLab(root);
    await lab('up', '--detach', '--port', String(PORT));
    const entrance = await callControl<string>(controlSocket(root), 'console');
    for (const scheme of SCHEMES) {
      for (const { file, png } of await takePictures({ executablePath, entrance, scheme, port: PORT })) {
        writeFileSync(join(root, file), png);
        terminal.print(`${file}  ${Math.round(png.length / 1_000)} kB`);
      }
    }
  } finally {
    terminal.progress(undefined);
    await endLab(root);
  }
}

try {
  await screenshots();
} catch (error) {
  for (const line of errorLines(error, terminal.paint)) terminal.note(line);
  process.exitCode = 1;
}
