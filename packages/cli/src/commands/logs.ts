import { findLogs, followLogs, type LogEntry, type LogFile, podsOf, readLast } from '@lab/mesh-client';
import { type CommandContext, type CommandDefinition, type CommandResult, wholeNumber } from '../command.ts';
import { logJson, logText } from '../render/log-text.ts';
import { noLogsText } from '../render/no-logs-text.ts';
import type { Terminal } from '../terminal.ts';

interface LogsOptions {
  readonly pod?: string;
  readonly follow?: boolean;
  readonly lines: number;
  readonly json?: boolean;
}

/** Prints what pods have written, in the order of time. */
export const logsCommand: CommandDefinition<LogsOptions> = {
  name: 'logs',
  argument: {
    name: 'pod',
    required: false,
    description: 'POD, NAMESPACE/POD, a workload or a namespace, or the start of its name (default: all)',
  },
  summary: 'show the logs of applications and sidecars',
  options: [
    { flags: '-f, --follow', description: 'print new lines as they are written, until Ctrl-C' },
    {
      flags: '-n, --lines <count>',
      description:
        'number of log lines to print first, the newest of all logs together; the stack of an error belongs to its line',
      default: 20,
      parse: wholeNumber(0, 100_000),
    },
    { flags: '--json', description: 'print lines as they were written, one JSON value per line' },
  ],
  examples: [
    ['./lab logs', 'print the newest lines of all pods'],
    ['./lab logs backend-stable-0 -n 100', 'one pod: application, sidecar and access log'],
    ['./lab logs backend-stable -f', 'follow the pods of a workload'],
    ['./lab logs backend/backend-stable-0', 'name the namespace, as kubectl does'],
    ["./lab logs frontend --json | jq 'select(.response_code >= 500)'", 'filter in a script'],
    ['./lab logs lab', "the lab's own log, if it runs in the background"],
  ],
  reading: `Each line has the pod, the source, the time, the level and the text. The source is app (the application), envoy (the sidecar's
own log) or access (the sidecar's access log). Envoy's warnings about deprecated fields that Istio sets are hidden; --json
prints them. To see the log of a pod that has ended, name the pod. .lab/logs/previous has the logs of the previous run.`,
  run: logs,
};

async function logs(context: CommandContext, options: LogsOptions): Promise<CommandResult> {
  const { root, terminal, signal } = context;
  const { pod = '', follow, lines, json = false } = options;
  const selection = await findLogs(root, pod);
  const { files, ended, all } = selection;
  if (files.length === 0) return { exitCode: 1, output: noLogsText(pod, all) };
  if (ended) terminal.note(`${podsOf(files).join(', ')} ended; the last lines:`);
  const { entries, offsets } = await readLast(files, lines, { noise: json });
  print(files, entries, json, terminal);
  if (!follow) return { exitCode: 0 };
  for await (const news of followLogs(root, pod, { selection, offsets, signal, noise: json })) {
    print(news.files, news.entries, json, terminal);
  }
  return { exitCode: 0 };
}

function print(
  files: readonly LogFile[],
  entries: readonly LogEntry[],
  json: boolean,
  terminal: Terminal,
): void {
  const text = json ? logJson : logText(files, terminal.paint);
  for (const { file, line } of entries) terminal.print(text(file, line));
}
