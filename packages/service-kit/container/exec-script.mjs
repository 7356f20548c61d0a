/**
 * Becomes what a script of the package.json in the current folder starts: `node exec-script.mjs start`.
 *
 * The entry point of the images. The script has to be a plain `node …`, as the lab without a cluster wants it too. It
 * takes the place of this process (execve), so that there is no npm and no shell, and signals reach the application.
 * Source: https://nodejs.org/api/process.html#processexecvefile-args-env
 */
import { readFileSync } from 'node:fs';

const name = process.argv[2] ?? 'start';
const script = JSON.parse(readFileSync('package.json', 'utf8')).scripts?.[name];
if (script === undefined) throw new Error(`${process.cwd()}/package.json has no script "${name}"`);
const [program, ...args] = script.trim().split(/\s+/);
if (program !== 'node' || /["'`$|&;<>]/.test(script))
  throw new Error(`the script "${name}" is no plain node command: ${script}`);
process.execve(process.execPath, [program, ...args], process.env);
