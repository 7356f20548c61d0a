import { countTime, findLesson, loadLesson, readProgress } from '@lab/lessons';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  wholeNumber,
} from '../command.ts';
import { beginLesson, resetLesson, restoreCluster } from '../learn/begin-lesson.ts';
import { checkLesson } from '../learn/check-lesson.ts';
import {
  type Classroom,
  type LearnPlace,
  lessonOrCurrent,
  lessonToOpen,
  openClassroom,
  type requireGround,
  requireLesson,
} from '../learn/classroom.ts';
import { unnamedText } from '../learn/incident-left.ts';
import { learnLoop } from '../learn/learn-loop.ts';
import { solutionText } from '../learn/solution-text.ts';
import { takeHint } from '../learn/take-hint.ts';
import { fileNames } from '../render/file-names.ts';
import { lessonList, lessonText, reportText } from '../render/lesson-view.ts';
import { answerCommand } from './learn-answer.ts';
import { boardCommand, newLessonCommand } from './learn-trainer.ts';
import { verifyCommand } from './learn-verify.ts';

interface LessonOptions extends LearnPlace {
  readonly lesson?: string;
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly port?: number;
}

const lessonArgument = {
  name: 'lesson',
  required: false,
  description: 'name or number of a lesson (default: the one that is open)',
};
const placeOptions = [
  {
    flags: '--on <place>',
    description: 'cluster to learn on: kind, current, or a kube context (default: the lab on this machine)',
  },
  { flags: '--take-over', description: 'with --on, take a cluster that another learner holds' },
];
const ANSWER = './lab learn answer';
const jsonOption = { flags: '--json', description: 'print the result as JSON' };

/** The loop in which a person learns. */
const learnCommand: CommandDefinition<LessonOptions> = {
  name: 'learn',
  argument: { ...lessonArgument, description: 'name or number of a lesson (default: where you left off)' },
  summary: 'learn Istio by lessons that check themselves on the running mesh',
  options: [{ flags: '--plain', description: 'print plain lines without redrawing' }, ...placeOptions],
  examples: [
    ['./lab learn', 'open the lesson where you left off, check at each save'],
    ['./lab learn list', 'list the lessons'],
    ['./lab learn 2', 'the same with lesson 2'],
    ['./lab learn check', 'check your files now'],
    ['./lab learn --on kind', 'the same on a cluster'],
    ['./lab learn verify', 'verify that all lessons work'],
  ],
  reading: `A lesson is a mesh in which something is missing or wrong. You edit the files in workbench/; everything else stays as it is in k8s/.
Without a terminal, use the commands below learn: list, start, check, hint, answer, solution, reset, next and progress.`,
  run: async (context, options) => learnLoop(context, openClassroom(context, options), options),
};

const listCommand: CommandDefinition<LessonOptions> = {
  name: 'learn list',
  summary: 'list the lessons, and how far you have come',
  options: [jsonOption],
  examples: [['./lab learn list', 'list the lessons']],
  run: async (context, { json }) => {
    const { lessons, workbench } = openClassroom(context);
    const progress = readProgress(workbench.folder);
    if (json)
      return jsonResult(
        lessons.map(({ name, text }) => ({
          ...{ name, title: text.title, state: progress.lessons[name]?.state ?? 'new' },
          isOpen: progress.current === name,
        })),
      );
    return { exitCode: 0, output: lessonList(lessons, progress, context.terminal) };
  },
};

const startCommand: CommandDefinition<LessonOptions> = {
  name: 'learn start',
  argument: { ...lessonArgument, description: 'name or number of a lesson (default: where you left off)' },
  summary: 'open a lesson: put its files in workbench/ and run them',
  options: [
    {
      flags: '--port <port>',
      description: 'port of the gateway, if the lab has to be started',
      parse: wholeNumber(1, 65_535),
    },
    ...placeOptions,
    jsonOption,
  ],
  examples: [
    ['./lab learn start', 'go on where you left off'],
    ['./lab learn start header-canary', 'open a lesson by its name'],
  ],
  run: async (context, options) => {
    const classroom = openClassroom(context, options);
    const { lesson: name } = options;
    const lesson = name === undefined ? lessonToOpen(classroom) : requireLesson(classroom, name);
    const ground = await beginLesson(context, classroom, lesson, options.port);
    if (!ground) return { exitCode: 1 };
    await ground.close();
    if (options.json) return jsonResult({ name: lesson.name, ...lesson.text });
    const { folder } = classroom.workbench;
    const text = lessonText(lesson, folder, fileNames(context)(folder), {
      ...context.terminal,
      ...classroom.place,
    });
    return {
      exitCode: 0,
      output: `${text}\n\n${context.terminal.paint('dim', `Check your work: ./lab learn check${onText(options)}`)}`,
    };
  },
};

const checkCommand: CommandDefinition<LessonOptions> = {
  name: 'learn check',
  argument: lessonArgument,
  summary: 'check the files in workbench/ on the running mesh',
  options: [...placeOptions, jsonOption],
  examples: [
    ['./lab learn check', 'check the lesson that is open'],
    ['./lab learn check 3', 'open lesson 3 and check it, without the lessons before it'],
  ],
  reading:
    'The exit code is 0 if the task is done, and 1 if it is not. An incident is done when its cause is named, too.',
  run: async (context, options) =>
    withLesson(context, options, async (classroom, lesson, ground) => {
      const report = await checkLesson(context, classroom, ground, lesson);
      const exitCode = report.isDone ? 0 : 1;
      if (options.json) return jsonResult({ lesson: lesson.name, ...report }, exitCode);
      const command = exitCode === 0 ? 'Next lesson: ./lab learn next' : 'Lost? ./lab learn hint';
      const next = `${command}${onText(options)}`;
      return {
        exitCode,
        output: reportText(report, lesson, { ...context.terminal, ...classroom.place, next, answer: ANSWER }),
      };
    }),
};

const hintCommand: CommandDefinition<LessonOptions> = {
  name: 'learn hint',
  argument: lessonArgument,
  summary: 'explain the first failed check',
  options: [...placeOptions, jsonOption],
  examples: [['./lab learn hint', 'show a hint for what the mesh does now']],
  run: async (context, options) =>
    withLesson(context, options, async (classroom, lesson, ground) => {
      const report = await checkLesson(context, classroom, ground, lesson);
      const text = takeHint(classroom, lesson, report, ANSWER);
      const { state, hint, isDone } = report;
      if (options.json)
        return jsonResult({
          ...{ lesson: lesson.name, state, hint: hint ?? null },
          ...(isDone !== undefined && { isDone }),
        });
      return { exitCode: 0, output: text };
    }),
};

const solutionCommand: CommandDefinition<LessonOptions> = {
  name: 'learn solution',
  argument: lessonArgument,
  summary: 'show the solution beside your files',
  options: [],
  examples: [['./lab learn solution', 'show the lines that differ: - yours, + the solution']],
  run: async (context, { lesson: name }) => {
    const classroom = openClassroom(context);
    const { folder } = classroom.workbench;
    const lesson = lessonOrCurrent(classroom, name);
    if (readProgress(folder).current === lesson.name) countTime(folder, lesson.name);
    const { paint } = context.terminal;
    return { exitCode: 0, output: solutionText(lesson, folder, fileNames(context)(folder), paint) };
  },
};

const resetCommand: CommandDefinition<LessonOptions> = {
  name: 'learn reset',
  argument: lessonArgument,
  summary: "put the lesson's own files back; your edits of this lesson are gone",
  options: placeOptions,
  examples: [
    ['./lab learn reset', 'begin the lesson again'],
    ['./lab learn reset --on kind', 'put the cluster back as it was before lessons, too'],
  ],
  reading: `With --on, it removes exactly what lessons have added to the cluster, restores what they have changed, and ends your turn.
./lab learn start --on begins the lesson again.`,
  run: async (context, options) => {
    const classroom = openClassroom(context, options);
    const { lesson: name } = options;
    if (options.on !== undefined) {
      const isOpen = name !== undefined || readProgress(classroom.workbench.folder).current !== undefined;
      // Also without the files of a laptop: the cluster knows what it was.
      const lesson = isOpen ? lessonOrCurrent(classroom, name) : undefined;
      const where = await restoreCluster(context, classroom, lesson);
      return { exitCode: 0, output: `${where} is as it was before the lesson. Your progress is kept.` };
    }
    const lesson = lessonOrCurrent(classroom, name);
    if (!(await resetLesson(context, classroom, lesson))) return { exitCode: 1 };
    return { exitCode: 0, output: `${lesson.name} is back at its start. Your progress is kept.` };
  },
};

const nextCommand: CommandDefinition<LessonOptions> = {
  name: 'learn next',
  summary: 'open the next lesson',
  options: placeOptions,
  examples: [['./lab learn next', 'open the lesson after the one that is open']],
  run: async (context, options) => {
    const { lessons, workbench } = openClassroom(context);
    const { current = '' } = readProgress(workbench.folder);
    const open = findLesson(lessons, current);
    const next = lessons[open ? lessons.indexOf(open) + 1 : 0];
    const unnamed = open && unnamedText(readProgress(workbench.folder), open);
    if (unnamed) context.terminal.note(unnamed);
    if (!next) return { exitCode: 0, output: 'That was the last lesson.' };
    return startCommand.run(context, { ...options, lesson: next.name } as never);
  },
};

const progressCommand: CommandDefinition<LessonOptions> = {
  name: 'learn progress',
  summary: 'show which lessons are done, and the time they took',
  options: [jsonOption],
  examples: [['./lab learn progress --json', 'print workbench/.progress.json']],
  run: async (context, { json }) => {
    const { lessons, workbench } = openClassroom(context);
    const progress = readProgress(workbench.folder);
    if (json) return jsonResult(progress);
    const done = lessons.filter(({ name }) => progress.lessons[name]?.state === 'done').length;
    const list = lessonList(lessons, progress, { ...context.terminal, times: true });
    return { exitCode: 0, output: `${list}\n\n${done} of ${lessons.length} done` };
  },
};

type Work = (
  classroom: Classroom,
  lesson: ReturnType<typeof lessonOrCurrent>,
  ground: NonNullable<Awaited<ReturnType<typeof requireGround>>>,
) => Promise<CommandResult>;

async function withLesson(
  context: CommandContext,
  { lesson: name, ...place }: LessonOptions,
  work: Work,
): Promise<CommandResult> {
  const classroom = openClassroom(context, place);
  const lesson = lessonOrCurrent(classroom, name);
  // A lesson that cannot be loaded is said before the lab is asked.
  await loadLesson(lesson);
  // The files of another lesson, and what they stand on, would be judged by checks that are not theirs.
  const ground = await beginLesson(context, classroom, lesson);
  if (!ground) return { exitCode: 1 };
  try {
    return await work(classroom, lesson, ground);
  } finally {
    await ground.close();
  }
}

/** As it follows a command that is to be about the same place. */
function onText({ on }: LearnPlace): string {
  return on === undefined ? '' : ` --on ${on}`;
}

/** `./lab learn` and the commands below it. */
export const learnCommands: readonly CommandDefinition[] = [
  learnCommand,
  listCommand,
  startCommand,
  checkCommand,
  hintCommand,
  solutionCommand,
  resetCommand,
  nextCommand,
  answerCommand,
  progressCommand,
  newLessonCommand,
  verifyCommand,
  boardCommand,
];
