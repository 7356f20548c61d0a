import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type BoardRow, boardRow, newLesson, parseProgress } from '@lab/lessons';
import {
  type CommandContext,
  type CommandDefinition,
  jsonResult,
  UsageError,
  wholeNumber,
} from '../command.ts';
import { fileNames } from '../render/file-names.ts';
import { timeText } from '../render/time-text.ts';

/** Writes a lesson to begin with. */
export const newLessonCommand: CommandDefinition<{ readonly name: string; readonly number?: number }> = {
  name: 'learn new',
  argument: { name: 'name', required: true, description: 'lower-case letters, digits and hyphens' },
  summary: 'create a lesson from a copy of the lesson on subsets, ready for learn verify',
  options: [
    {
      flags: '--number <number>',
      description: 'number of the lesson; those from 50 on are for forks (default: the next one)',
      parse: wholeNumber(0, 99),
    },
  ],
  examples: [
    ['./lab learn new blue-green', 'write lessons/NN-blue-green'],
    ['./lab learn new blue-green --number 50', 'write lessons/50-blue-green, in a fork'],
  ],
  reading: 'lessons/README.md says what a lesson consists of.',
  run: async (context, { name, number }) => {
    const { folder } = newLesson(context.root, name, number);
    const shown = fileNames(context)(folder);
    return { exitCode: 0, output: `wrote ${shown}\nVerify it: ./lab learn verify ${name}` };
  },
};

interface BoardOptions {
  readonly folder?: string;
  readonly url?: readonly string[];
  readonly json?: boolean;
}

/** Milliseconds to wait for an address. */
const TIMEOUT_MS = 5_000;

/** Shows a trainer who is where. */
export const boardCommand: CommandDefinition<BoardOptions> = {
  name: 'learn board',
  argument: { name: 'folder', required: false, description: 'folder with progress files of learners' },
  summary: 'show how far learners have come, from their progress files',
  options: [
    { flags: '--url <url...>', description: 'addresses of progress files' },
    { flags: '--json', description: 'print the table as JSON' },
  ],
  examples: [
    ['./lab learn board /srv/progress', 'read /srv/progress/*.json, and .progress.json one folder below'],
    ['./lab learn board --url http://pc-1:9000/.progress.json', 'read what a learner serves'],
  ],
  reading: `The lab sends nothing on its own: a learner copies workbench/.progress.json to a shared folder, or serves it. The file names nobody; the
name of the file or of the address is shown.`,
  run: async (context, options) => {
    const { folder, url = [], json } = options;
    if (folder === undefined && url.length === 0)
      throw new UsageError('name a folder, or addresses with --url');
    const rows = [
      ...(folder === undefined ? [] : rowsBelow(context, folder)),
      ...(await rowsAt(context, url)),
    ];
    if (json) return jsonResult(rows, rows.length > 0 ? 0 : 1);
    if (rows.length === 0) return { exitCode: 1, output: 'No progress file was found.' };
    return { exitCode: 0, output: boardText(rows) };
  },
};

function rowsBelow({ cwd, terminal }: CommandContext, folder: string): BoardRow[] {
  const path = resolve(cwd, folder);
  if (!existsSync(path) || !statSync(path).isDirectory()) throw new UsageError(`there is no folder ${path}`);
  const files = readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const file = join(path, entry.name, ...(entry.isDirectory() ? ['.progress.json'] : []));
    return /\.json$/.test(file) && existsSync(file) ? [{ learner: basename(entry.name, '.json'), file }] : [];
  });
  return files.flatMap(({ learner, file }) => row(learner, terminal, () => readFileSync(file, 'utf8')) ?? []);
}

async function rowsAt({ terminal, signal }: CommandContext, urls: readonly string[]): Promise<BoardRow[]> {
  const rows = urls.map(async (url) => {
    if (!URL.canParse(url)) throw new UsageError(`"${url}" is not a URL`);
    try {
      const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
      const text = await answer.text();
      return row(new URL(url).host, terminal, () => text) ?? [];
    } catch (error) {
      terminal.note(`${url}: ${error instanceof Error ? error.message : error}`);
      return [];
    }
  });
  return (await Promise.all(rows)).flat();
}

function row(
  learner: string,
  terminal: CommandContext['terminal'],
  read: () => string,
): BoardRow | undefined {
  try {
    return boardRow(learner, parseProgress(read()));
  } catch {
    terminal.note(`${learner}: not a progress file`);
    return undefined;
  }
}

function boardText(rows: readonly BoardRow[]): string {
  const width = Math.max(7, ...rows.map(({ learner }) => learner.length));
  const lines = rows
    .toSorted((one, other) => other.done - one.done || one.learner.localeCompare(other.learner))
    .map(({ learner, done, current = '', seconds, hints }) =>
      [
        learner.padEnd(width),
        String(done).padStart(4),
        current.padEnd(24),
        timeText(seconds).padStart(8),
        String(hints).padStart(5),
      ].join('  '),
    );
  return [`${'learner'.padEnd(width)}  done  ${'open'.padEnd(24)}      time  hints`, ...lines].join('\n');
}
