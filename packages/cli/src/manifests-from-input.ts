import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labPaths } from '@lab/local';

const STDIN = 0;
const NAME_LENGTH = 12;

/** It can be read once, and a command may ask for it more often. */
let kept: string | undefined;

/**
 * Keeps what comes by standard input as a file, so that findings have lines and a lab that goes on in the background can read it
 * again. Other text is another file: `up` then changes the lab that is up.
 *
 * @returns its whole path
 */
export function manifestsFromInput(root: string): string {
  kept ??= keep(root);
  return kept;
}

function keep(root: string): string {
  const text = readFileSync(STDIN, 'utf8');
  const folder = join(labPaths(root).lab, 'stdin');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = createHash('sha256').update(text).digest('hex').slice(0, NAME_LENGTH);
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}
