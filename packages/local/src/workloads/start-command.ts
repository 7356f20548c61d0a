import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { isInside } from '../is-inside.ts';
import { ownerProblem } from './owned-file.ts';
import { splitWords, type Word } from './split-words.ts';

/** How an application is started. */
export interface StartCommand {
  /** The program, and its arguments. */
  readonly words: readonly Word[];
  readonly cwd: string;
  /** The program is Node itself: capture then sees to its connections. */
  readonly isNode: boolean;
}

/** Whose files may say what to start: see {@link ownerProblem}. */
export interface Trust {
  /** The project's root. */
  readonly root: string;
  /** The folder of the manifests, as a whole path. */
  readonly manifests: string;
}

interface WrittenCommand {
  readonly line: string;
  /** Where it stands, in words. */
  readonly place: string;
}

const PROCFILE = 'Procfile';
const PACKAGE = 'package.json';

/** Whether a file of that name may say how an application is started. */
export function isStartFile(name: string): boolean {
  return name === PROCFILE || name === PACKAGE;
}

/**
 * Reads what starts the application of a folder: the `web` line of its Procfile, any command (Heroku's documentation,
 * "The Procfile"), else the `start` script of its package.json, a `node` command. It is run without npm and without a
 * shell, so that the process that is started is the application itself and gets its signals. Nothing else says what is
 * started: a file has to lie in the folder and to be the person's own.
 *
 * @returns the command, or in words why there is none
 */
export function readStartCommand(cwd: string, trust: Trust): StartCommand | string {
  if (!existsSync(cwd)) return 'is not there';
  const name = [PROCFILE, PACKAGE].find((file) => existsSync(join(cwd, file)));
  if (!name) return `has no ${PROCFILE} and no ${PACKAGE} that says how to start it`;
  const problem = fileProblem(cwd, name, trust);
  if (problem) return `has a ${name} that ${problem}, so it is not followed`;
  const written = name === PROCFILE ? readProcfile(join(cwd, name)) : readStartScript(join(cwd, name));
  if (typeof written === 'string') return written;
  const words = splitWords(written.line);
  if ('problem' in words) return `has ${written.place} "${written.line}", which ${words.problem}`;
  const program = words[0]?.length === 1 ? words[0][0] : undefined;
  if (typeof program !== 'string' || /^\w+=/.test(program))
    return `has ${written.place} "${written.line}", which does not begin with a program`;
  const isNode = program === 'node';
  if (name === PACKAGE && !isNode)
    return `has ${written.place} "${written.line}", which is no node command: put any other one into a ${PROCFILE}`;
  return { words, cwd, isNode };
}

function fileProblem(cwd: string, name: string, { root, manifests }: Trust): string | undefined {
  const path = join(cwd, name);
  if (!isInside(realpathSync(cwd), realpathSync(path))) return 'is a link out of the folder';
  return ownerProblem(path, root, manifests);
}

function readProcfile(path: string): WrittenCommand | string {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const [line] = lines.flatMap((text) => /^web:\s*(\S.*)$/.exec(text)?.[1]?.trim() ?? []);
  return line === undefined
    ? `has no line "web: COMMAND" in its ${PROCFILE}`
    : { line, place: 'the command' };
}

function readStartScript(path: string): WrittenCommand | string {
  try {
    const start: unknown = JSON.parse(readFileSync(path, 'utf8')).scripts?.start;
    if (typeof start === 'string' && start.trim()) return { line: start, place: 'the start script' };
  } catch {
    return `has a ${PACKAGE} that is no JSON`;
  }
  return `has no start script in its ${PACKAGE}`;
}
