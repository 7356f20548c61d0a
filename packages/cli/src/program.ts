import { InvalidRequestError } from '@lab/mesh-client';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import {
  type ArgumentDefinition,
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  type OptionDefinition,
  UsageError,
} from './command.ts';
import { commands } from './commands/index.ts';

const introduction =
  'Runs a service mesh on this machine, without a cluster. Each pod is a process with a real Envoy sidecar, ' +
  'configured from the same Istio YAML that you would apply to a cluster.';

const epilogue = `
Start here:
  ./lab up         start the mesh; Ctrl-C stops it
  ./lab call       send requests, and compare the split between stable and canary with the weights
  ./lab trace      show the path of the last request

./lab COMMAND --help shows the options of a command, with examples.`;

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
  if (argument) command.argument(argumentLabel(argument), argument.description);
  for (const option of options) addOption(command, option);
  command.addHelpText('after', `\nExamples:\n${exampleLines(examples)}${reading ? `\n\n${reading}` : ''}`);
  command.action(async (...given: unknown[]) => {
    done(await definition.run(context, valuesOf(argument, given) as never));
  });
}

function argumentLabel({ name, required, isList = false }: ArgumentDefinition): string {
  const label = isList ? `${name}...` : name;
  return required ? `<${label}>` : `[${label}]`;
}

/** What was typed, by name; an argument may be an option of the same name as well. */
function valuesOf(argument: ArgumentDefinition | undefined, given: readonly unknown[]): unknown {
  // With those of the group that a command is in: commander gives a group its options wherever they stand.
  const options: Readonly<Record<string, unknown>> = (given.at(-1) as Command).optsWithGlobals();
  if (!argument) return options;
  const { name } = argument;
  if (given[0] !== undefined && options[name] !== undefined)
    throw new UsageError(
      `the ${name} is given twice ("${given[0]}" and --${name} "${options[name]}"): name it once`,
    );
  return { ...options, [name]: given[0] ?? options[name] };
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
  { flags, description, default: initial, hidden = false, parse }: OptionDefinition,
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
  const option = new Option(flags, description).default(initial).hideHelp(hidden);
  command.addOption(parse ? option.argParser(read) : option);
}

function exampleLines(examples: CommandDefinition['examples']): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  return examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`).join('\n');
}
