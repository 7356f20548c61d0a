import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diff } from 'node:util';
import { filesOf, foldersOf, type LessonFolder } from '@lab/lessons';
import type { Paint } from '../terminal.ts';

/** The solution beside the learner's files: what is theirs with `-`, what the solution has in its place with `+`. */
export function solutionText(lesson: LessonFolder, folder: string, shown: string, paint: Paint): string {
  const solution = new Map(
    foldersOf(lesson, 'solution').flatMap((from) =>
      filesOf(from).map((file) => [file, join(from, file)] as const),
    ),
  );
  const names = [...new Set([...solution.keys(), ...filesOf(folder)])].sort();
  const parts = names.flatMap((file) => {
    const own = read(join(folder, file));
    const wanted = read(solution.get(file));
    return own === wanted ? [] : [paint('bold', `${shown}/${file}`), ...lines(own, wanted, paint)];
  });
  return parts.length > 0 ? parts.join('\n') : 'Your files match the solution.';
}

function lines(own: string, wanted: string, paint: Paint): string[] {
  return diff(own.split('\n'), wanted.split('\n')).map(([sign, line]) => {
    if (sign === 0) return `  ${line}`;
    // Positive is what only the first has.
    return sign > 0 ? paint('red', `- ${line}`) : paint('green', `+ ${line}`);
  });
}

function read(path: string | undefined): string {
  return path !== undefined && existsSync(path) ? readFileSync(path, 'utf8').trimEnd() : '';
}
