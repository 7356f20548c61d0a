import { setTimeout as delay } from 'node:timers/promises';
import { labPaths } from '@lab/local';
import { type CommandContext, type CommandDefinition, type CommandResult, wholeNumber } from '../command.ts';
import { type LogFile, listLogs, readFrom, tail } from '../log-files.ts';

interface LogsOptions {
  readonly pod?: string;
  readonly follow?: boolean;
  readonly lines: number;
}

/** Milliseconds between two looks at the files. */
const followMs = 200;

/** Prints what pods have written, each line with the name of its file. */
export const logsCommand: CommandDefinition<LogsOptions> = {
  name: 'logs',
  argument: { name: 'pod', required: false, description: 'pod, or the beginning of its name; all without' },
  summary: 'show what applications and sidecars have written',
  options: [
    { flags: '-f, --follow', description: 'go on with new lines until Ctrl-C' },
    {
      flags: '-n, --lines <count>',
      description: 'lines to begin with, of each file',
      default: 20,
      parse: wholeNumber(0, 100_000),
    },
  ],
  examples: [
    ['./lab logs', 'the last lines of everything'],
    ['./lab logs backend -f', 'follow the pods of backend, applications and sidecars'],
    ['./lab logs lab', "the lab's own log, when it runs in the background"],
  ],
  run: logs,
};

async function logs(
  context: CommandContext,
  { pod = '', follow, lines }: LogsOptions,
): Promise<CommandResult> {
  const { root, terminal, signal } = context;
  const folder = labPaths(root).logs;
  const files = await listLogs(folder, pod);
  if (files.length === 0) {
    const known = (await listLogs(folder, '')).map((file) => file.name);
    terminal.note(
      known.length === 0
        ? 'There are no logs: start the lab with ./lab up.'
        : `No log begins with "${pod}". There are: ${known.join(', ')}`,
    );
    return { exitCode: 1 };
  }
  const print = printer(context, files);
  const offsets = new Map<string, number>();
  for (const file of files) offsets.set(file.path, await tail(file, lines, print));
  while (follow && !signal.aborted) {
    await delay(followMs, undefined, { signal }).catch(() => {});
    // A pod that starts later has a new file.
    for (const file of await listLogs(folder, pod)) {
      offsets.set(file.path, await readFrom(file, offsets.get(file.path) ?? 0, print));
    }
  }
  return { exitCode: 0 };
}

function printer(
  { terminal }: CommandContext,
  files: readonly LogFile[],
): (file: LogFile, line: string) => void {
  if (files.length === 1) return (_file, line) => terminal.print(line);
  const width = Math.max(...files.map((file) => file.name.length));
  return (file, line) => terminal.print(`${terminal.paint('cyan', file.name.padEnd(width))}  ${line}`);
}
