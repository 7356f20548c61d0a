import { ClusterError } from './cluster-error.ts';
import { runCommand } from './run-command.ts';

/** A program that answered when asked for its version. */
export interface Tool {
  readonly program: string;
  /** `1.36.4` */
  readonly version: string;
}

/** What is asked of a program, and how. */
export interface ToolRequirement {
  readonly name: string;
  /** Environment variable that names one, before PATH. */
  readonly variable: string;
  /** Arguments that make it print its version. */
  readonly versionArgs: readonly string[];
  /** Oldest that will do, `1.28`. */
  readonly oldest: string;
  /** First that will not do any more. */
  readonly before?: string;
  readonly install: string;
}

/**
 * Finds a program by its environment variable, then on PATH, and asks for its version.
 *
 * @throws ClusterError TOOL_NOT_FOUND when there is none, TOOL_UNUSABLE when it does not answer, or is too old or too new
 */
export async function findTool(
  { name, variable, versionArgs, oldest, before, install }: ToolRequirement,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Tool> {
  const wished = env[variable];
  const program = wished || name;
  const result = await runCommand(program, versionArgs, { env });
  if (result.missing) {
    const where = wished ? `${variable} names ${wished}, which is not there` : `there is no ${name} on PATH`;
    throw new ClusterError('TOOL_NOT_FOUND', where, `${install} Or name one in ${variable}.`);
  }
  const version = /\bv(\d+\.\d+(?:\.\d+)?)/.exec(result.stdout)?.[1];
  if (!version) {
    const problem = `${program} does not answer \`${versionArgs.join(' ')}\` as ${name} does`;
    throw new ClusterError('TOOL_UNUSABLE', problem, install);
  }
  if (!isAtLeast(version, oldest)) {
    throw new ClusterError('TOOL_UNUSABLE', `${program} is ${version}, older than ${oldest}`, install);
  }
  if (before && isAtLeast(version, before)) {
    throw new ClusterError('TOOL_UNUSABLE', `${program} is ${version}, and not before ${before}`, install);
  }
  return { program, version };
}

function isAtLeast(version: string, oldest: string): boolean {
  const [left = [], right = []] = [version, oldest].map((text) => text.split('.').map(Number));
  const differing = right.findIndex((part, index) => part !== (left[index] ?? 0));
  return differing === -1 || (left[differing] ?? 0) > (right[differing] ?? 0);
}
