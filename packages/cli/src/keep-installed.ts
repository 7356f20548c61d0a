import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@lab/process';

/**
 * Makes a change to package-lock.json that needs no other package, and leaves the packages counted as installed:
 * the shim's mark is renewed, and a new app gets the link that npm would make. Without it the next `./lab` would
 * install everything again, which takes a minute and cannot be done offline. Where the mark was not valid before,
 * the next `./lab` installs as it would have.
 */
export async function keepInstalled(
  root: string,
  newApp: string | undefined,
  change: () => void,
): Promise<void> {
  const wasInstalled = readMark(root) === (await markFor(root));
  change();
  if (!wasInstalled) return;
  const link = newApp && join(root, 'node_modules/@lab', newApp);
  if (link && !existsSync(link)) {
    mkdirSync(join(root, 'node_modules/@lab'), { recursive: true });
    symlinkSync(`../../apps/${newApp}`, link);
  }
  writeFileSync(markFile(root), `${await markFor(root)}\n`);
}

const markFile = (root: string) => join(root, 'node_modules/.lab-installed');

function readMark(root: string): string | undefined {
  return existsSync(markFile(root)) ? readFileSync(markFile(root), 'utf8').trim() : undefined;
}

/** As the shim `lab` writes it: Node's version, and cksum's sum and size of the lock file. */
async function markFor(root: string): Promise<string> {
  const input = readFileSync(join(root, 'package-lock.json'));
  const { ok, stdout, stderr } = await runCommand('cksum', [], { input });
  if (!ok) throw new Error(`cksum failed: ${stderr}`);
  return `${process.version} ${stdout.trim()}`;
}
