import { type Terminal, UsageError, wholeNumber } from '@lab/cli';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { BenchSection } from './section.ts';
import { sections } from './sections.ts';

export interface BenchOptions {
  readonly only: readonly BenchSection[];
  /** Requests a second; absent: each section's own rate. */
  readonly rate?: number;
  /** For which the console's page is watched. */
  readonly minutes: number;
  /** Absent: any free port. */
  readonly port?: number;
  readonly json?: boolean;
}

const names = sections.map(({ name }) => name);
const list = sections.map(({ name, summary }) => `  ${name.padEnd(9)} ${summary}`).join('\n');
const epilogue = `
Sections, in the order in which they are measured:
${list}

Every figure with something to compare is measured in turns with it, in the same run; what else the machine does hits
both. The lab of the benchmark has a folder of its own, .lab/bench, and a copy of k8s/. Exit code 0: all was measured,
whether or not the aims are met; 1: something could not be measured; 2: the command was not called right.

Examples:
  npm run bench                             everything, about half an hour
  npm run bench -- --only start,memory      some sections
  npm run bench -- --only pair --rate 100   at another rate
  npm run bench -- --only console --minutes 1
                                            the console, for a first look
  npm run bench --silent -- --json          for a script`;

/**
 * Reads the arguments; undefined when help was asked for and has been printed.
 *
 * @throws UsageError after the mistake has been said
 */
export function readBenchOptions(args: readonly string[], terminal: Terminal): BenchOptions | undefined {
  const command = new Command('npm run bench --')
    .description('Measures what the mesh and the telemetry cost, and how fast the lab is.')
    .option(
      '--only <sections>',
      `of ${names.join(', ')}; separated by commas; all of them without`,
      argument(sectionsNamed),
    )
    .option(
      '--rate <count>',
      'requests a second of the loads at a fixed rate; without, 200 for pair and 50 for console',
      argument(wholeNumber(1, 10_000)),
    )
    .option(
      '--minutes <count>',
      "for which the console's page is watched; comparing the lab with and without it takes as long again",
      argument(wholeNumber(1, 1_000)),
      10,
    )
    .option('--port <port>', 'port of the gateway; any free one without', argument(wholeNumber(1, 65_535)))
    .option('--json', 'print the measurements as JSON')
    .addHelpText('after', epilogue)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
      getOutHelpWidth: () => terminal.columns,
    });
  try {
    return { only: sections, ...command.parse(args, { from: 'user' }).opts<Omit<BenchOptions, 'only'>>() };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new UsageError(error.message);
  }
}

/** The sections of these names, in their own order. @throws UsageError */
export function sectionsNamed(text: string): readonly BenchSection[] {
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`there is no section "${unknown}", there are ${names.join(', ')}`);
  return sections.filter(({ name }) => wanted.includes(name));
}

/** In the form in which commander names the option along with the message. */
function argument<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof UsageError ? new InvalidArgumentError(error.message) : error;
    }
  };
}
