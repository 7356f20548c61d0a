import { didYouMean } from '@lab/istio';
import { findLogs, followLogs, type LogEntry, type LogFile, podsOf, readLast } from '@lab/mesh-client';
import { type CommandContext, type CommandDefinition, type CommandResult, wholeNumber } from '../command.ts';
import { logJson, logText } from '../render/log-text.ts';
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
    description: 'POD, NAMESPACE/POD, a workload or a namespace, or how it begins; all without',
  },
  summary: 'show what applications and sidecars have written',
  options: [
    { flags: '-f, --follow', description: 'go on with new lines until Ctrl-C' },
    {
      flags: '-n, --lines <count>',
      description: 'lines to begin with, the newest of all that is shown',
      default: 20,
      parse: wholeNumber(0, 100_000),
    },
    { flags: '--json', description: 'lines as they were written, one JSON value a line' },
  ],
  examples: [
    ['./lab logs', 'the last lines of all pods'],
    ['./lab logs backend-stable-0 -n 100', 'one pod: application, sidecar and its access log'],
    ['./lab logs backend-stable -f', "follow a workload's pods"],
    ['./lab logs backend/backend-stable-0', 'with the namespace, as kubectl writes it'],
    ["./lab logs frontend --json | jq 'select(.response_code >= 500)'", 'for a script'],
    ['./lab logs lab', "the lab's own log, when it runs in the background"],
  ],
  reading: `A line: POD, who wrote it (app; envoy: the sidecar about itself; access: the sidecar about a request), the time, the
level and the text. Envoy's warnings of fields that Istio sets and Envoy deprecates are left out; --json has them.
Pods that have ended are shown by name only. The logs of the run before are in .lab/logs/previous.`,
  run: logs,
};

async function logs(context: CommandContext, options: LogsOptions): Promise<CommandResult> {
  const { root, terminal, signal } = context;
  const { pod = '', follow, lines, json = false } = options;
  const selection = await findLogs(root, pod);
  const { files, ended, all } = selection;
  if (files.length === 0) return { exitCode: 1, output: nothing(pod, all) };
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

function nothing(pod: string, all: readonly LogFile[]): string {
  const known = podsOf(all);
  if (known.length === 0) return 'There are no logs: start the lab with ./lab up.';
  const names = [
    ...new Set(all.flatMap((file) => [file.pod, file.pod.replace(/-\d+$/, ''), file.namespace])),
  ];
  const meant = didYouMean(pod, names.filter(Boolean));
  return `No pod, workload or namespace is called "${pod}" or begins with it${meant || '.'}\nThere are: ${known.join(', ')}`;
}
