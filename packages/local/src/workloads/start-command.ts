import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Message, message } from '@lab/istio';
import { isInside } from '../is-inside.ts';
import { isForeign } from './owned-file.ts';
import { splitWords, type Word } from './split-words.ts';

/** How an application is started. */
export interface StartCommand {
  /** The program, and its arguments. */
  readonly words: readonly Word[];
  readonly cwd: string;
  /** The program is Node itself: capture then sees to its connections. */
  readonly isNode: boolean;
}

/** Whose files may say what to start: see {@link isForeign}. */
export interface Trust {
  /** The project's root. */
  readonly root: string;
  /** The folder of the manifests, as a whole path. */
  readonly manifests: string;
}

/** The folder of an image, as messages name both. */
export interface ImageFolder {
  readonly folder: string;
  readonly image: string;
}

interface WrittenCommand {
  readonly command: string;
  readonly place: 'command' | 'start script';
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
 * @returns the command, or a message that says why there is none
 */
export function readStartCommand(cwd: string, of: ImageFolder, trust: Trust): StartCommand | Message {
  if (!existsSync(cwd)) return message('LAB0204.noFolder', of);
  const name = [PROCFILE, PACKAGE].find((file) => existsSync(join(cwd, file)));
  if (!name) return message('LAB0204.noFile', of);
  const problem = fileProblem(cwd, name, of, trust);
  if (problem) return problem;
  const written =
    name === PROCFILE ? readProcfile(join(cwd, name), of) : readStartScript(join(cwd, name), of);
  if ('code' in written) return written;
  const named = { ...of, ...written };
  const words = splitWords(written.command);
  if ('problem' in words) {
    return words.problem === 'shell'
      ? message('LAB0204.shell', { ...named, character: words.character })
      : message('LAB0204.openQuote', named);
  }
  const program = words[0]?.length === 1 ? words[0][0] : undefined;
  if (typeof program !== 'string' || /^\w+=/.test(program)) return message('LAB0204.noProgram', named);
  const isNode = program === 'node';
  if (name === PACKAGE && !isNode) return message('LAB0204.notNode', named);
  return { words, cwd, isNode };
}

function fileProblem(
  cwd: string,
  file: string,
  of: ImageFolder,
  { root, manifests }: Trust,
): Message | undefined {
  const path = join(cwd, file);
  if (!isInside(realpathSync(cwd), realpathSync(path))) return message('LAB0204.link', { ...of, file });
  return isForeign(path, root, manifests) ? message('LAB0204.owner', { ...of, file }) : undefined;
}

function readProcfile(path: string, of: ImageFolder): WrittenCommand | Message {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const [line] = lines.flatMap((text) => /^web:\s*(\S.*)$/.exec(text)?.[1]?.trim() ?? []);
  return line === undefined ? message('LAB0204.noWebLine', of) : { command: line, place: 'command' };
}

function readStartScript(path: string, of: ImageFolder): WrittenCommand | Message {
  try {
    const start: unknown = JSON.parse(readFileSync(path, 'utf8')).scripts?.start;
    if (typeof start === 'string' && start.trim()) return { command: start, place: 'start script' };
  } catch {
    return message('LAB0204.notJson', of);
  }
  return message('LAB0204.noStartScript', of);
}
