import type { CommandDefinition } from '../command.ts';
import { mutable } from '../muting.ts';
import { analyzeCommand } from './analyze.ts';
import { callCommand } from './call.ts';
import { chartCommand } from './chart.ts';
import { consoleCommand } from './console.ts';
import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { downCommand } from './down.ts';
import { explainCommand } from './explain.ts';
import { kindCommand } from './kind.ts';
import { learnCommands } from './learn.ts';
import { logsCommand } from './logs.ts';
import { newServiceCommand } from './new-service.ts';
import { postRenderCommand } from './post-render.ts';
import { removeServiceCommand } from './remove-service.ts';
import { renameCommand } from './rename.ts';
import { renderCommand } from './render.ts';
import { restartCommand } from './restart.ts';
import { statusCommand } from './status.ts';
import { testCommand } from './test.ts';
import { traceCommand } from './trace.ts';
import { upCommand } from './up.ts';
import { whyCommand } from './why.ts';

/** Every command, in the order in which the help lists them. */
export const commands: readonly CommandDefinition[] = [
  upCommand,
  ...learnCommands,
  callCommand,
  traceCommand,
  mutable(explainCommand),
  diffCommand,
  mutable(whyCommand),
  statusCommand,
  consoleCommand,
  logsCommand,
  analyzeCommand,
  renderCommand,
  chartCommand,
  postRenderCommand,
  restartCommand,
  downCommand,
  kindCommand,
  doctorCommand,
  testCommand,
  newServiceCommand,
  removeServiceCommand,
  renameCommand,
];
