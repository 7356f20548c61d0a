/** `npm run bench`: the cost of sidecars and telemetry, and how fast the lab is. See docs/benchmarks.md. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTerminal, endWithPipe, errorLines, UsageError } from '@lab/cli';
import { findLab } from '@lab/mesh-client';
import { benchLab } from './bench-lab.ts';
import { type BenchOptions, readBenchOptions } from './bench-options.ts';
import { benchTable } from './bench-table.ts';
import { describeMachine, type Machine } from './machine.ts';
import { NotMeasured } from './not-measured.ts';
import { type BenchRun, runSections } from './run-sections.ts';
import { freePort } from './service-process.ts';

const root = resolve(import.meta.dirname, '..');
const terminal = createTerminal(process.stdout, process.stderr);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());
endWithPipe(process.stdout);

async function bench(options: BenchOptions): Promise<number> {
  if (await findLab(root))
    terminal.note('note: ./lab is up and takes its part of the machine, which shows in the figures');
  // A lab of its own beside a person's; commands that are started from here inherit it.
  const dir = join(root, '.lab', 'bench');
  process.env.LAB_DIR = dir;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const machine = describeMachine();
  const { signal } = interrupted;
  const lab = benchLab({ root, dir, port: options.port ?? (await freePort()), signal });
  const progress = (text: string) => terminal.progress(text);
  try {
    // What a benchmark that was killed has left.
    await lab.down();
    const run = await runSections(options.only, {
      ...{ root, lab, progress, signal },
      minutes: options.minutes,
      ...(options.rate !== undefined && { rate: options.rate }),
    });
    report(options, machine, run);
    if (signal.aborted) return 130;
    return run.failures.length === 0 ? 0 : 1;
  } finally {
    terminal.progress('stopping');
    await lab.down();
    terminal.progress(undefined);
  }
}

function report({ json }: BenchOptions, machine: Machine, { measurements, failures }: BenchRun): void {
  const { paint } = terminal;
  for (const { section, error } of failures) {
    terminal.note(paint('red', `${section} could not be measured:`));
    for (const line of error instanceof NotMeasured ? [error.message] : errorLines(error, paint)) {
      terminal.note(line);
    }
  }
  if (json) {
    const reasons = failures.map(({ section, error }) => ({ section, reason: error.message }));
    terminal.print(JSON.stringify({ machine, measurements, failures: reasons }, null, 2));
    return;
  }
  const { system, processors, memoryGB, node, load } = machine;
  terminal.print(`${system}, ${processors}, ${memoryGB} GB, Node ${node}; load before: ${load}`);
  if (measurements.length > 0) terminal.print(benchTable(measurements, paint));
}

try {
  const options = readBenchOptions(process.argv.slice(2), terminal);
  if (options) process.exitCode = await bench(options);
} catch (error) {
  // Commander has said what is wrong with the arguments.
  if (!(error instanceof UsageError))
    for (const line of errorLines(error, terminal.paint)) terminal.note(line);
  process.exitCode = error instanceof UsageError ? 2 : interrupted.signal.aborted ? 130 : 1;
}
