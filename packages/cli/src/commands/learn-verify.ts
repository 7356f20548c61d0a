import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Ground, layOut, type VerifiedVariant, verifyLesson, type Workbench } from '@lab/lessons';
import { labPaths } from '@lab/local';
import { findLab } from '@lab/mesh-client';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  wholeNumber,
} from '../command.ts';
import { type Classroom, openClassroom, requireGround, requireLesson } from '../learn/classroom.ts';
import { overlayFrom } from '../overlay-options.ts';
import { choiceOf } from '../up/change-running.ts';

interface VerifyOptions {
  readonly lesson?: string;
  readonly times: number;
  readonly json?: boolean;
}

/** Milliseconds to bring back what ran before, also after Ctrl-C. */
const RESTORE_MS = 30_000;

/** One line of the table. */
interface Row extends VerifiedVariant {
  readonly lesson: string;
  readonly run: number;
}

/** Proves lessons as CI does. */
export const verifyCommand: CommandDefinition<VerifyOptions> = {
  name: 'learn verify',
  argument: { name: 'lesson', required: false, description: 'name or number of a lesson (default: all)' },
  summary: 'prove lessons: the start fails, the solution passes, each wrong answer gets its hint',
  options: [
    {
      flags: '--times <count>',
      description: 'how often to prove each lesson',
      default: 1,
      parse: wholeNumber(1, 100),
    },
    { flags: '--json', description: 'print the table as JSON' },
  ],
  examples: [
    ['./lab learn verify', 'prove all lessons'],
    ['./lab learn verify weights --times 10', 'prove one lesson ten times'],
  ],
  reading: `It uses a workbench of its own, and the lab that is up, which it leaves with the overlay that ran before. Lessons are code:
run those of a repository that you trust.`,
  run: verify,
};

async function verify(context: CommandContext, options: VerifyOptions): Promise<CommandResult> {
  const classroom = openClassroom(context);
  const lessons =
    options.lesson === undefined ? classroom.lessons : [requireLesson(classroom, options.lesson)];
  const before = await (await findLab(context.root))?.status();
  const workbench = temporaryWorkbench(context, classroom);
  try {
    const rows: Row[] = [];
    const ground = await groundFor(context, workbench, lessons);
    if (!ground) return { exitCode: 1 };
    for (let run = 1; run <= options.times; run += 1) {
      for (const lesson of lessons) {
        context.terminal.progress(`verifying ${lesson.name}`);
        const onVariant = (result: VerifiedVariant) => {
          rows.push({ lesson: lesson.name, run, ...result });
          if (!options.json) context.terminal.print(rowText(lesson.name, result, context));
        };
        await verifyLesson(lesson, { ground, workbench, signal: context.signal, onVariant });
      }
    }
    return summary(rows, options);
  } finally {
    context.terminal.progress(undefined);
    try {
      // A lab that was started for this goes on with the overlay that `up` would have run.
      const choice = before ? choiceOf(before) : overlayFrom(context, {});
      await (await findLab(context.root))?.configure(choice, AbortSignal.timeout(RESTORE_MS));
    } finally {
      rmSync(workbench.folder, { recursive: true, force: true });
    }
  }
}

/** Beside the learner's own, which stays as it is. */
function temporaryWorkbench({ root }: CommandContext, { workbench }: Classroom): Workbench {
  const { lab } = labPaths(root);
  mkdirSync(lab, { recursive: true });
  return { ...workbench, folder: mkdtempSync(join(lab, 'verify-')) };
}

async function groundFor(
  context: CommandContext,
  workbench: Workbench,
  [first]: Classroom['lessons'],
): Promise<Ground | undefined> {
  if (!first) return undefined;
  layOut(workbench, first, 'start');
  return requireGround(context, workbench);
}

function rowText(
  lesson: string,
  { variant, mistake, milliseconds }: VerifiedVariant,
  { terminal }: CommandContext,
) {
  const mark = mistake === undefined ? terminal.paint('green', '✓') : terminal.paint('red', '✗');
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`.padStart(8);
  const line = `${mark} ${lesson.padEnd(24)}  ${variant.padEnd(32)} ${seconds}`;
  return mistake === undefined ? line : `${line}\n    ${mistake}`;
}

function summary(rows: readonly Row[], { json }: VerifyOptions): CommandResult {
  const mistakes = rows.filter(({ mistake }) => mistake !== undefined).length;
  const exitCode = mistakes === 0 && rows.length > 0 ? 0 : 1;
  if (json) return jsonResult(rows, exitCode);
  const lessons = new Set(rows.map(({ lesson }) => lesson)).size;
  return {
    exitCode,
    output: `${lessons} lessons, ${rows.length} variants: ${mistakes} are not as they should be`,
  };
}
