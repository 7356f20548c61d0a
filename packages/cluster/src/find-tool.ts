import { LabError } from '@lab/errors';
import { checkProgram, type Program, type ProgramRequirement, programsOnPath } from '@lab/process';

/** What is asked of a program, and where it is looked for. */
export interface ToolRequirement extends ProgramRequirement {
  /** Environment variable that names one, before PATH. */
  readonly variable: string;
  readonly install: string;
}

/**
 * Finds a program by its environment variable, else the one that a shell finds on PATH, and asks for its version. A second one
 * further down PATH does not count: skaffold runs the first.
 *
 * @throws LabError TOOL_NOT_FOUND when there is none, TOOL_UNUSABLE when it does not answer, or is too old or too new
 */
export async function findTool(
  requirement: ToolRequirement,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Program> {
  const { name, variable, install } = requirement;
  const wished = env[variable];
  const path = wished || programsOnPath(name, env.PATH)[0];
  if (path === undefined) throw notFound(`there is no ${name} on PATH`, requirement);
  const checked = await checkProgram(path, requirement, env);
  if ('version' in checked) return checked;
  if (checked.isMissing && wished) {
    throw notFound(`${variable} names ${path}, which does not exist`, requirement);
  }
  throw new LabError('TOOL_UNUSABLE', `${path} ${checked.reason}`, install);
}

function notFound(message: string, { install, variable }: ToolRequirement): LabError {
  return new LabError('TOOL_NOT_FOUND', message, `${install} Or name one in ${variable}.`);
}
