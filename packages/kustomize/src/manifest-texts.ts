import { readFileSync, realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import {
  type Finding,
  findingOf,
  type ManifestText,
  type Message,
  MOST_CHARACTERS,
  message,
} from '@lab/istio';
import { statsOf } from './is-file.ts';

/** Files of manifests that were read, and why others were not. */
export interface ReadTexts {
  readonly texts: readonly ManifestText[];
  readonly findings: readonly Finding[];
}

/**
 * Reads files of manifests as they are. A folder may come from anywhere: what is no file (a pipe, a device), a link to a file
 * outside the folder and what is larger than the lab reads becomes a finding, and is not opened.
 *
 * @param paths whole paths
 * @param nameOf how findings name a file
 * @param folder what links have to stay in; its own path is followed
 * @throws the system's error for a file that may not be read
 */
export function manifestTexts(
  paths: readonly string[],
  nameOf: (path: string) => string,
  folder?: string,
): ReadTexts {
  const texts: ManifestText[] = [];
  const findings: Finding[] = [];
  for (const path of paths) {
    const file = nameOf(path);
    const problem = problemOf(path, folder ?? dirname(path));
    if (problem) findings.push(findingOf(problem, { location: { file } }));
    else texts.push({ file, text: readFileSync(path, 'utf8') });
  }
  return { texts, findings };
}

function problemOf(path: string, folder: string): Message | undefined {
  const stats = statsOf(path);
  if (!stats) return message('LAB0102.brokenLink');
  if (!stats.isFile()) return message('LAB0102.noFile');
  if (!realpathSync(path).startsWith(`${realpathSync(folder)}${sep}`)) return message('LAB0102.linkOutside');
  return tooLarge(stats.size);
}

/** @param size bytes of a file; a character has up to four */
export function tooLarge(size: number): Message | undefined {
  if (size <= 4 * MOST_CHARACTERS) return undefined;
  return message('LAB0107.characters', { most: MOST_CHARACTERS, actual: size });
}
