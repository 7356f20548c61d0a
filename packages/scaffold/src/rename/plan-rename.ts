import { LabError } from '@lab/errors';
import type { FileChange, Files } from '../file-change.ts';
import { hasWord, replaceWord } from '../words.ts';

export interface NewName {
  /** For machines: package, skaffold, cluster, registry path. */
  readonly name: string;
  /** For people: headings and texts. */
  readonly title: string;
}

/** A line that a rename changes, for a person to look over. */
export interface RenamedLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/**
 * What giving the project another name changes: the name in the root package.json and the title of the README,
 * wherever the two stand in a text file, also as a part of a compound (`kind-NAME`). The packages' scope `@lab/`, the command `./lab` and the `lab.local`
 * annotations stay: they are what the project's parts call each other, and a fork that kept them merges what comes
 * later. Pure: writes nothing; no change when it has the name already.
 *
 * @throws LabError NAME_INVALID; NAME_TAKEN when the repository uses the words for something else, as
 *   the next rename could not tell them from the name
 */
export function planRename(files: Files, to: NewName): FileChange[] {
  checkName(to);
  const from = currentName(files);
  const pairs = (
    [
      [from.name, to.name],
      [from.title, to.title],
    ] as const
  ).filter(([old, next]) => old !== next);
  for (const [old, next] of pairs) checkUnused(files, old, next);
  return [...files].flatMap(([path, text]) => {
    const renamed = pairs.reduce((before, [old, next]) => replaceWord(before, old, next), text);
    return renamed === text ? [] : [{ path, text: renamed, created: false }];
  });
}

/** The lines that differ; a rename never adds or removes one. */
export function renamedLines(files: Files, changes: readonly FileChange[]): RenamedLine[] {
  return changes.flatMap(({ path, text }) => {
    const before = files.get(path)?.split('\n') ?? [];
    return text
      .split('\n')
      .flatMap((line, at) => (line === before[at] ? [] : [{ path, line: at + 1, text: line.trim() }]));
  });
}

/** The title that goes with a name when none is given: `stock-lab` → `Stock Lab`. */
export function titleOf(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

/** A heading may go on after a comma. */
function currentName(files: Files): NewName {
  const { name } = JSON.parse(files.get('package.json') ?? '{}') as { name?: string };
  const title = /^# ([^,\n]+)/m.exec(files.get('README.md') ?? '')?.[1]?.trim();
  if (name && title) return { name, title };
  throw new LabError(
    'TEMPLATE_CHANGED',
    'the name is read from package.json ("name") and the title from the first heading of README.md, and one of them is missing',
    'Restore them, then run the command again.',
  );
}

function checkName({ name, title }: NewName): void {
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > 50) {
    throw new LabError(
      'NAME_INVALID',
      `"${name}" is not a valid name of a project`,
      'Use at most 50 lower-case letters, digits and hyphens. Start with a letter and do not end with a hyphen, as in "my-mesh".',
    );
  }
  // It is written into YAML, JSON, TypeScript and Markdown as it is.
  if (!/^[\p{L}\p{N}][\p{L}\p{N} .-]*$/u.test(title) || title.length > 80) {
    throw new LabError(
      'NAME_INVALID',
      `"${title}" is not a valid title of a project`,
      'Use at most 80 letters, digits, spaces, dots and hyphens.',
    );
  }
}

/** A line that shows how to call the command, in a page or in its help. */
const EXAMPLE = /^.*\.\/lab rename [a-z].*$/gm;

function checkUnused(files: Files, old: string, words: string): void {
  // A part of the old name may be the new one. An example of this command is no other use of its words.
  const others = (text: string) => replaceWord(text, old, '').replace(EXAMPLE, '');
  const used = [...files].find(([, text]) => hasWord(others(text), words));
  if (!used) return;
  throw new LabError(
    'NAME_TAKEN',
    `${used[0]} already contains "${words}", so a later rename could not tell it from the name`,
    'Choose words that occur nowhere in the repository, for example the name followed by -lab.',
  );
}
