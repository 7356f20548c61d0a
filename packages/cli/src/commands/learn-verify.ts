import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadLesson, type VerifiedVariant, verifyLesson, type Workbench } from '@lab/lessons';
import { labPaths } from '@lab/local';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  wholeNumber,
} from '../command.ts';
import { type Classroom, type LearnPlace, openClassroom, requireLesson } from '../learn/classroom.ts';
import { openProvingPlace, type ProvingPlace } from '../learn/proving-place.ts';
import { wrapText } from '../render/wrap-text.ts';

interface VerifyOptions extends LearnPlace {
  readonly lessons: readonly string[];
  readonly times: number;
  readonly json?: boolean;
}

/** One line of the table. */
interface Row extends VerifiedVariant {
  readonly lesson: string;
  readonly run: number;
}

/** How many requests a check counts that has to do with chance. */
interface Sample {
  readonly lesson: string;
  readonly check: string;
  readonly requests: number;
}

const COUNTED =
  'Requests that a check of shares counts: enough to fail a right answer, or to pass a usual wrong one, at most once in 100,000 runs.';

/** Proves lessons as CI does. */
export const verifyCommand: CommandDefinition<VerifyOptions> = {
  name: 'learn verify',
  argument: {
    name: 'lessons',
    required: false,
    isList: true,
    description: 'names or numbers of lessons (default: all)',
  },
  summary: 'verify lessons: the start fails, the solution passes, each wrong answer gets its hint',
  options: [
    {
      flags: '--times <count>',
      description: 'how often to verify each lesson',
      default: 1,
      parse: wholeNumber(1, 100),
    },
    {
      flags: '--on <place>',
      description:
        'cluster to prove them on: kind, current, or a kube context (default: the lab on this machine)',
    },
    { flags: '--json', description: 'print the table as JSON' },
  ],
  examples: [
    ['./lab learn verify', 'verify all lessons'],
    ['./lab learn verify weights retries --times 10', 'verify two lessons ten times'],
    ['./lab learn verify weights --on kind', 'prove one lesson on a cluster, which is put back afterwards'],
  ],
  reading: `It uses a workbench of its own, and the lab that is up, which it leaves with the overlay that ran before. Lessons are code:
run those of a repository that you trust.`,
  run: verify,
};

async function verify(context: CommandContext, options: VerifyOptions): Promise<CommandResult> {
  const classroom = openClassroom(context, options);
  const named = options.lessons.map((name) => requireLesson(classroom, name));
  const lessons = named.length > 0 ? named : classroom.lessons;
  const workbench = temporaryWorkbench(context, classroom);
  let place: ProvingPlace | undefined;
  try {
    const rows: Row[] = [];
    place = await openProvingPlace(context, { ...classroom, workbench }, lessons);
    if (!place) return { exitCode: 1 };
    const { ground } = place;
    for (let run = 1; run <= options.times; run += 1) {
      for (const lesson of lessons) {
        if (!(await place.takes(lesson))) continue;
        context.terminal.progress(`verifying ${lesson.name}`);
        const onVariant = (result: VerifiedVariant) => {
          rows.push({ lesson: lesson.name, run, ...result });
          if (!options.json) context.terminal.print(rowText(lesson.name, result, context));
        };
        await verifyLesson(lesson, { ground, workbench, signal: context.signal, onVariant });
      }
    }
    return summary(rows, await samplesOf(lessons), context, options);
  } finally {
    context.terminal.progress(undefined);
    try {
      await place?.end();
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

async function samplesOf(lessons: Classroom['lessons']): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const folder of lessons) {
    for (const { title, requests } of (await loadLesson(folder)).checks)
      if (requests !== undefined) samples.push({ lesson: folder.name, check: title, requests });
  }
  return samples;
}

function summary(
  variants: readonly Row[],
  samples: readonly Sample[],
  { terminal }: CommandContext,
  { json }: VerifyOptions,
): CommandResult {
  const mistakes = variants.filter(({ mistake }) => mistake !== undefined).length;
  const exitCode = mistakes === 0 && variants.length > 0 ? 0 : 1;
  if (json) return jsonResult({ variants, samples }, exitCode);
  const lessons = new Set(variants.map(({ lesson }) => lesson)).size;
  const verdict = mistakes === 0 ? 'all' : `${mistakes} not`;
  const counted = samples.map(
    ({ lesson, check, requests }) => `  ${lesson.padEnd(24)}  ${String(requests).padStart(5)}  ${check}`,
  );
  const lines = [
    ...(counted.length > 0 ? [wrapText(COUNTED, terminal.columns), ...counted] : []),
    `${lessons} ${lessons === 1 ? 'lesson' : 'lessons'}, ${variants.length} variants: ${verdict} as expected`,
  ];
  return { exitCode, output: lines.join('\n') };
}
