import { didYouMean } from '@lab/istio';
import { pathFrom } from '@lab/kustomize';
import {
  findLesson,
  type Ground,
  type LessonFolder,
  listLessons,
  loadLesson,
  openLesson,
  readProgress,
  type Workbench,
} from '@lab/lessons';
import type { OverlayChoice } from '@lab/local';
import { connectLab, findLab, type LabClient } from '@lab/mesh-client';
import { type CommandContext, UsageError } from '../command.ts';
import { workbenchFolder } from '../muting.ts';
import { runDetached } from '../up/run-detached.ts';
import { DEFAULT_PORT } from '../up/up-options.ts';

/** Where lessons are done. */
export interface LearnPlace {
  /** `kind`, `current` or the name of a kube context; the lab on this machine without. */
  readonly on?: string;
  /** Takes a cluster that another learner holds. */
  readonly takeOver?: boolean;
}

/** What every `./lab learn` command starts from. */
export interface Classroom {
  readonly place: LearnPlace;
  readonly lessons: readonly LessonFolder[];
  readonly workbench: Workbench;
}

/** The lessons, and the folder in which the learner works: `workbench/`, or LAB_WORKBENCH. */
export function openClassroom({ root }: CommandContext, { on, takeOver }: LearnPlace = {}): Classroom {
  const folder = workbenchFolder({ root });
  const place = { ...(on !== undefined && { on }), ...(takeOver && { takeOver }) };
  const workbench = { folder, root, ...(on === undefined && { overlay: 'local' }) };
  return { lessons: listLessons(root), workbench, place };
}

/** A lesson by its name or number. @throws UsageError with those that are called alike */
export function requireLesson({ lessons }: Classroom, name: string): LessonFolder {
  const lesson = findLesson(lessons, name);
  if (lesson) return lesson;
  const names = lessons.map((one) => one.name.slice(3));
  const similar = names.filter((one) => one.includes(name)).join(' or ');
  const hint = similar ? `: did you mean ${similar}?` : didYouMean(name, names);
  throw new UsageError(`there is no lesson "${name}"${hint}\n./lab learn list shows all of them`);
}

/** The lesson that is named, or the one that is open. @throws UsageError where none is */
export function lessonOrCurrent(classroom: Classroom, name: string | undefined): LessonFolder {
  const wanted = name ?? readProgress(classroom.workbench.folder).current;
  if (wanted === undefined) throw new UsageError('no lesson is open: open one with ./lab learn start NAME');
  return requireLesson(classroom, wanted);
}

/** The lesson to go on with: the one that is open, or the first. */
export function lessonToOpen(classroom: Classroom): LessonFolder {
  const { current } = readProgress(classroom.workbench.folder);
  const lesson = (current && findLesson(classroom.lessons, current)) || classroom.lessons[0];
  if (lesson) return lesson;
  throw new UsageError('there are no lessons: this repository has no folder lessons/');
}

/** Notes which lesson is open, and on which cluster. */
export async function noteOpen(
  { workbench }: Classroom,
  lesson: LessonFolder,
  context?: string,
): Promise<void> {
  const { incident } = await loadLesson(lesson);
  openLesson(workbench.folder, lesson.name, { isIncident: incident !== undefined, on: context });
}

/** What the lab runs while a lesson is open. */
export function workbenchChoice({ folder, root }: Pick<Workbench, 'folder' | 'root'>): OverlayChoice {
  return { manifests: pathFrom(root, folder), components: [], without: [] };
}

/** The lab on this machine, which takes the files of the workbench. */
export function labGround(lab: LabClient, workbench: Workbench): Ground {
  return {
    mesh: lab,
    apply: async (signal, folder = workbench.folder) => {
      const { inForce, findings, failures, milliseconds } = await lab.configure(
        workbenchChoice({ ...workbench, folder }),
        signal,
      );
      return { inForce, findings, milliseconds, failures: failures.map(({ message }) => message) };
    },
    close: () => lab.close(),
  };
}

/** The lab, started with the files of the workbench if it is not up. Undefined where it did not start. */
export async function requireGround(
  context: CommandContext,
  workbench: Workbench,
  port = DEFAULT_PORT,
): Promise<Ground | undefined> {
  const running = await findLab(context.root);
  if (running) return labGround(running, workbench);
  context.terminal.note('The lab is not up. Starting it …');
  const start = { choice: workbenchChoice(workbench), port, console: true };
  const { exitCode } = await runDetached(context, start);
  return exitCode === 0 ? labGround(await connectLab(context.root), workbench) : undefined;
}
