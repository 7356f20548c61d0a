import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LabError } from '@lab/errors';
import { labPaths } from '@lab/local';
import { runCommand } from '@lab/process';
import type { CommandContext } from '../command.ts';

/**
 * Opens an address that has a token, with the program that opens a URL as a person's settings want it.
 *
 * Arguments of a process can be read by every user of the machine (proc(5), `/proc/pid/cmdline`), so the program gets a file
 * in their place, which only its owner can read and which leads to the address (Jupyter Server does it the same way:
 * `ServerApp.use_redirect_file`). The file stays: a browser may read it late, and the token ends with the lab.
 *
 * The program may run as long as the browser that it has started: aborted, the signal ends both.
 *
 * @throws LabError CONSOLE where no browser can be opened
 */
export async function openBrowser(
  { root, signal }: Pick<CommandContext, 'root' | 'signal'>,
  address: string,
): Promise<void> {
  const { run } = labPaths(root);
  const file = join(run, 'console.html');
  // No lab has made it where the console is that of a cluster.
  mkdirSync(run, { recursive: true, mode: 0o700 });
  // A file that is there already would keep its mode.
  rmSync(file, { force: true });
  writeFileSync(file, pageThatLeadsTo(address), { mode: 0o600, flag: 'wx' });
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const { ok, stderr, endedBy } = await runCommand(program, [pathToFileURL(file).href], { signal });
  if (ok || endedBy === 'abort') return;
  throw new LabError(
    'CONSOLE',
    `${program} cannot open a browser: ${stderr.trim()}`,
    `Open it yourself: ${address}`,
  );
}

function pageThatLeadsTo(address: string): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="referrer" content="no-referrer">',
    `<meta http-equiv="refresh" content="0; url=${address}">`,
    '<title>Console</title>',
    `<p><a href="${address}">Open the console</a></p>`,
    '</html>',
    '',
  ].join('\n');
}
