import {
  type CheckReport,
  filesOf,
  type LessonFolder,
  type LessonReport,
  type Progress,
  placeText,
} from '@lab/lessons';
import type { Terminal } from '../terminal.ts';
import { onPlace } from './on-place.ts';
import { timeText } from './time-text.ts';
import { wrapText } from './wrap-text.ts';

/** How to show it, and the cluster that commands in it are to ask, as `--on` takes it. */
type View = Pick<Terminal, 'paint' | 'columns'> & { readonly on?: string | undefined };

/** What a lesson asks of the learner, and which files to edit. */
export function lessonText({ name, text }: LessonFolder, folder: string, shown: string, view: View): string {
  const { paint } = view;
  // The pages name the folder that is the workbench where LAB_WORKBENCH names no other.
  const wrap = (part: string) =>
    wrapText(onPlace(part.replaceAll('workbench/', `${shown}/`), view.on), Math.min(view.columns, 100));
  // The kustomization is the learner's to edit only where the task says so.
  const files = filesOf(folder).filter((file) => file !== 'kustomization.yaml' || text.task.includes(file));
  return [
    paint('bold', `${Number(name.slice(0, 2))}. ${text.title}`),
    '',
    wrap(text.situation),
    '',
    paint('bold', 'Task'),
    wrap(text.task),
    '',
    paint('bold', 'Your files'),
    ...files.map((file) => `  ${shown}/${file}`),
    '',
    paint('bold', 'Look at'),
    wrap(text.look),
  ].join('\n');
}

/**
 * What the checks found, and what to do next.
 *
 * @param view with how to go on, and how to name the cause of an incident
 */
export function reportText(
  { state, checks, isDone = true }: LessonReport & { readonly isDone?: boolean },
  { text }: LessonFolder,
  view: View & { readonly next: string; readonly answer: string },
): string {
  const { paint } = view;
  const lines = checks.flatMap((check) => checkLines(check, view));
  if (state !== 'right') return [...lines, '', paint('dim', view.next)].join('\n');
  if (!isDone)
    return [...lines, '', paint('green', 'It works again.'), `Now name the cause: ${view.answer}`].join('\n');
  const wrap = (part: string) => wrapText(part, Math.min(view.columns, 100));
  return [
    ...lines,
    '',
    paint('green', 'Done. What you now know:'),
    wrap(text.learned.map((line) => `- ${line}`).join('\n')),
    '',
    `Read on: ${text.readOn}`,
    paint('dim', view.next),
  ].join('\n');
}

function checkLines(check: CheckReport, view: View): string[] {
  const { title, verdict } = check;
  const { paint, columns, on } = view;
  if (verdict.state === 'right') return marked(paint('green', '✓'), title, columns);
  if (verdict.state === 'skipped') return marked('-', title, columns).map((line) => paint('dim', line));
  if (verdict.state === 'not-yet')
    return marked(paint('yellow', '…'), `${title}: ${verdict.reason}`, columns);
  const { request, expected, got, hop, place, next } = verdict;
  const fields = [
    ['request', request],
    ['expected', expected],
    ['got', got],
    ['hop', hop],
    ['at', placeText(place)],
    ['next', next && onPlace(next, on)],
  ] as const;
  return [
    ...marked(paint('red', '✗'), title, columns),
    ...fields.flatMap(([name, value]) => (value ? hanging(`    ${name.padEnd(10)}`, value, columns) : [])),
  ];
}

function marked(mark: string, title: string, columns: number): string[] {
  const [first = '', ...rest] = wrapText(title, columns - 2).split('\n');
  return [`${mark} ${first}`, ...rest.map((line) => `  ${line}`)];
}

/** A text with a name in front of it, broken at the width; the lines after the first begin below the text. */
function hanging(name: string, text: string, columns: number): string[] {
  const [first = '', ...rest] = wrapText(text, columns - name.length).split('\n');
  return [`${name}${first}`, ...rest.map((line) => ' '.repeat(name.length) + line)];
}

/** The lessons, one a line, with how far the learner has come; with `times`, and how long each has taken. */
export function lessonList(
  lessons: readonly LessonFolder[],
  progress: Progress,
  { paint, times = false }: View & { readonly times?: boolean },
): string {
  const width = Math.max(...lessons.map(({ name }) => name.length));
  return lessons
    .map(({ name, text }) => {
      const { state, seconds } = progress.lessons[name] ?? {};
      const mark = state === 'done' ? paint('green', '✓') : state === 'begun' ? paint('yellow', '…') : ' ';
      const open = progress.current === name ? `  (${state === 'done' ? 'here' : 'open'})` : '';
      const time = times ? `  ${(seconds === undefined ? '' : timeText(seconds)).padStart(7)}` : '';
      return `${mark} ${name.padEnd(width)}${time}  ${text.title}${open}`;
    })
    .join('\n');
}
