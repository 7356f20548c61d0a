import { InvalidRequestError } from '@lab/mesh-client';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  type OptionDefinition,
  UsageError,
} from './command.ts';
import { commands } from './commands/index.ts';

const introduction = `Runs the services of an overlay on this machine, each pod as a process with a real Envoy beside it,
configured from the same Istio YAML that a cluster would get.`;

const epilogue = `
Start here:
  ./lab up         start everything; Ctrl-C stops it
  ./lab call       send requests and see the split between stable and canary
  ./lab trace      see the path of the last request`;

/** Runs the command that the arguments name. Never throws for what a person typed: that is exit code 2. */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<CommandResult> {
  let result: CommandResult = { exitCode: 0 };
  const program = createProgram(context, (done) => {
    result = done;
  });
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return result;
  } catch (error) {
    if (error instanceof UsageError || error instanceof InvalidRequestError) {
      context.terminal.note(`error: ${error.message}`);
      return { exitCode: 2 };
    }
    // Commander has printed its message, or the help that was asked for.
    if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
    throw error;
  }
}

function createProgram(context: CommandContext, done: (result: CommandResult) => void): Command {
  const program = new Command('./lab')
    .description(introduction)
    .addHelpText('after', epilogue)
    .exitOverride()
    .showHelpAfterError('(./lab --help lists the commands)')
    .configureOutput({
      writeOut: (text) => context.terminal.print(text.trimEnd()),
      writeErr: (text) => context.terminal.note(text.trimEnd()),
      getOutHelpWidth: () => context.terminal.columns,
    });
  for (const definition of commands) addCommand(program, definition, context, done);
  return program;
}

function addCommand(
  program: Command,
  definition: CommandDefinition,
  context: CommandContext,
  done: (result: CommandResult) => void,
): void {
  const { name, argument, summary, options, examples, reading } = definition;
  // `copyInheritedSettings` inside `command()` hands exitOverride and configureOutput down.
  const command = commandFor(program, name, summary)
    .description(summary)
    .showHelpAfterError(`(./lab ${name} --help)`);
  const label = argument?.required ? `<${argument.name}>` : `[${argument?.name}]`;
  if (argument) command.argument(label, argument.description);
  for (const option of options) addOption(command, option);
  command.addHelpText('after', `\nExamples:\n${exampleLines(examples)}${reading ? `\n\n${reading}` : ''}`);
  command.action(async (...given: unknown[]) => {
    const values = argument ? { [argument.name]: given[0], ...(given[1] as object) } : given[0];
    done(await definition.run(context, values as never));
  });
}

/** `new service`: `service` below `new`, which is there or is added, and says in the list what is below it. */
function commandFor(program: Command, name: string, summary: string): Command {
  const [first = name, second] = name.split(' ');
  if (second === undefined) return program.command(first);
  const group =
    program.commands.find((command) => command.name() === first) ??
    program.command(first).description(`${name}: ${summary}`);
  return group.command(second);
}

function addOption(
  command: Command,
  { flags, description, default: initial, parse }: OptionDefinition,
): void {
  const read = (text: string, before: unknown) => {
    try {
      return parse?.(text, before) ?? text;
    } catch (error) {
      // The shape in which commander names the option along with the message.
      if (error instanceof UsageError) throw new InvalidArgumentError(error.message);
      throw error;
    }
  };
  if (parse) command.option(flags, description, read, initial);
  else command.option(flags, description, initial as string | undefined);
}

function exampleLines(examples: CommandDefinition['examples']): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  return examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`).join('\n');
}
