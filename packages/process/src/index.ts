export { endGroups, waitUntilEnded } from './end-groups.ts';
export { endProcess } from './end-process.ts';
export {
  checkProgram,
  findProgram,
  type Program,
  type ProgramRequirement,
  programsOnPath,
} from './find-program.ts';
export { isLimit } from './is-limit.ts';
export { identify, isRunning, type ProcessIdentity } from './process-identity.ts';
export { type CommandOptions, type CommandResult, runCommand } from './run-command.ts';
