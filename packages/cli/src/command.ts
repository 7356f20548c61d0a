import type { Terminal } from './terminal.ts';

/** 0: as it should be; 1: something failed or was found; 2: the command was not called right. */
export type ExitCode = 0 | 1 | 2;

/** What a command leaves: main.ts prints the output and exits with the code. */
export interface CommandResult {
  readonly exitCode: ExitCode;
  /** Goes to stdout, with a line end added. */
  readonly output?: string;
}

/** What every command gets beside its own options. */
export interface CommandContext {
  /** Absolute path of the project. */
  readonly root: string;
  /** The folder the command was called from: relative paths that a person types start there. */
  readonly cwd: string;
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** What is named after a command, without dashes. */
export interface ArgumentDefinition {
  /** Also the name of its value. */
  readonly name: string;
  readonly required: boolean;
  /** Any number of them: the value is a list. */
  readonly isList?: boolean;
  readonly description: string;
}

export interface OptionDefinition {
  /** As commander writes it: `-n, --requests <count>`. */
  readonly flags: string;
  readonly description: string;
  readonly default?: string | number;
  /** Another way to say what the help names already: works, and is not listed. */
  readonly hidden?: boolean;
  /** Turns the text into the option's value, given that of the same option before it. @throws UsageError */
  readonly parse?: (text: string, before: unknown) => unknown;
}

/** One `./lab` command: its help and what it does. */
export interface CommandDefinition<Options = never> {
  /** One word, or two for a command in a group: `new service`. */
  readonly name: string;
  readonly argument?: ArgumentDefinition;
  readonly summary: string;
  readonly options: readonly OptionDefinition[];
  /** Command lines to try, each with what it does. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** How to read the result, for the end of the help. */
  readonly reading?: string;
  run(context: CommandContext, options: Options): Promise<CommandResult>;
}

/** The command was called in a way that means nothing; ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads a whole number within bounds. @throws UsageError */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= from && number <= to) return number;
    throw new UsageError(`"${text}" is not a whole number from ${from} to ${to}`);
  };
}

/** A result that only a program reads. */
export function jsonResult(value: unknown, exitCode: ExitCode = 0): CommandResult {
  return { exitCode, output: JSON.stringify(value, null, 2) };
}
