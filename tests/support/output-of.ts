import { type CommandOptions, runCommand } from '@lab/process';

/** What a program writes to stdout. @throws Error with its stderr, in the message and as `stderr`, where it fails */
export async function outputOf(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { ok, status, stdout, stderr } = await runCommand(program, args, options);
  if (ok) return stdout;
  throw Object.assign(new Error(`${program} ${args.join(' ')} failed (exit ${status}):\n${stderr}`), {
    stderr,
  });
}
