import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from '../file-change.ts';
import { git } from './git.ts';

/** Paths of the files that git tracks or would track, in order. @throws LabError NO_GIT */
export async function listRepository(root: string): Promise<string[]> {
  const listed = await git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
  const deleted = new Set((await git(root, 'ls-files', '-z', '--deleted')).split('\0'));
  return [...new Set(listed.split('\0'))].filter((path) => path && !deleted.has(path)).sort();
}

/** Reads every text file of them. @throws LabError NO_GIT */
export async function readRepository(root: string): Promise<Files> {
  const paths = await listRepository(root);
  return new Map(
    paths.flatMap((path): [string, string][] => {
      const content = readFileSync(join(root, path));
      // What git takes for binary as well.
      return content.includes(0) ? [] : [[path, content.toString('utf8')]];
    }),
  );
}
