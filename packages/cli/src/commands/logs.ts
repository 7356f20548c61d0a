import { setTimeout as delay } from 'node:timers/promises';
import { didYouMean } from '@lab/istio';
import { labPaths } from '@lab/local';
import {
  findLab,
  isNoise,
  type LogFile,
  listLogs,
  podsOf,
  readFrom,
  readLine,
  selectLogs,
  tail,
} from '@lab/mesh-client';
import { type CommandContext, type CommandDefinition, type CommandResult, wholeNumber } from '../command.ts';
import { logJson, logText } from '../render/log-text.ts';

interface LogsOptions {
  readonly pod?: string;
  readonly follow?: boolean;
  readonly lines: number;
  readonly json?: boolean;
}

/** Milliseconds between two looks at the files. */
const followMs = 200;

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
  const { root, terminal } = context;
  const { pod = '', follow } = options;
  const all = await listLogs(labPaths(root).logs);
  const running = await runningLogs(root);
  const current = running ? all.filter(({ path, part }) => part === 'lab' || running.has(path)) : all;
  const chosen = selectLogs(current, pod);
  const files = chosen.length > 0 ? chosen : selectLogs(all, pod);
  if (files.length === 0) return { exitCode: 1, output: nothing(pod, all) };
  if (chosen.length === 0) terminal.note(`${podsOf(files).join(', ')} ended; the last lines:`);
  const ends = await printLast(context, files, options);
  if (follow) await followLogs(context, options, ends, new Set(all.map(({ path }) => path)));
  return { exitCode: 0 };
}

/** The paths of the logs of pods that are there; undefined when the lab is not up. */
async function runningLogs(root: string): Promise<ReadonlySet<string> | undefined> {
  const lab = await findLab(root);
  const pods = (await lab?.status())?.pods;
  return pods && new Set(pods.flatMap((pod) => Object.values(pod.logs)));
}

/** Prints the newest lines of all files together; returns the offset up to which each was read. */
async function printLast(
  { terminal }: CommandContext,
  files: readonly LogFile[],
  { lines: count, json }: LogsOptions,
): Promise<Map<string, number>> {
  const ends = new Map<string, number>();
  const last: { readonly time: number; readonly file: LogFile; readonly line: string }[] = [];
  for (const file of files) {
    const { lines, end } = await tail(file, count, (line) => json === true || !isNoise(file, line));
    ends.set(file.path, end);
    // A line without a time belongs to the one before it.
    let time = 0;
    for (const line of lines) {
      time = readLine(file, line).time ?? time;
      last.push({ time, file, line });
    }
  }
  const print = printer(files, json, terminal);
  const newest = count === 0 ? [] : last.sort((a, b) => a.time - b.time).slice(-count);
  for (const { file, line } of newest) print(file, line);
  return ends;
}

/** Prints what is written from now on, also by pods that start later. */
async function followLogs(
  { root, terminal, signal }: CommandContext,
  { pod = '', json }: LogsOptions,
  ends: Map<string, number>,
  known: ReadonlySet<string>,
): Promise<void> {
  while (!signal.aborted) {
    await delay(followMs, undefined, { signal }).catch(() => {});
    // What was there at the beginning and is not followed has ended.
    const files = selectLogs(await listLogs(labPaths(root).logs), pod).filter(
      ({ path }) => ends.has(path) || !known.has(path),
    );
    const print = printer(files, json, terminal);
    for (const file of files) {
      const { lines, end } = await readFrom(file, ends.get(file.path) ?? 0);
      ends.set(file.path, end);
      for (const line of lines) if (json || !isNoise(file, line)) print(file, line);
    }
  }
}

function printer(files: readonly LogFile[], json: boolean | undefined, terminal: CommandContext['terminal']) {
  const text = json ? logJson : logText(files, terminal.paint);
  return (file: LogFile, line: string) => terminal.print(text(file, line));
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
