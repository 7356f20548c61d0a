import type { LabEvent } from '@lab/local';
import type { Paint } from '../terminal.ts';
import { choiceText } from './choice-text.ts';
import { errorLines } from './error-lines.ts';
import type { NameOfFile } from './file-names.ts';
import { countFindings, findingLines } from './finding-lines.ts';

/** What stays on the screen of an event: nothing of progress, everything of findings, edits and errors. */
export function eventLines(event: LabEvent, paint: Paint, nameOf: NameOfFile = (file) => file): string[] {
  switch (event.type) {
    case 'progress':
      return [];
    case 'applied': {
      const restarted = event.workloads ? ` (restarted ${event.workloads.join(', ')})` : '';
      return [`${liveAfter(event.milliseconds, paint)}: ${fileList(event.files.map(nameOf))}${restarted}`];
    }
    case 'building':
      return [`building ${event.folders.map(nameOf).join(', ')}`];
    case 'configured':
      return [`${liveAfter(event.milliseconds, paint)}: ${choiceText(event.choice)}`];
    case 'error':
      return errorLines(event.error, paint);
    case 'findings': {
      const lines = findingLines(event.findings, paint, nameOf);
      if (event.inForce) return lines;
      const count = countFindings(event.findings);
      return [...lines, paint('red', `${count}: not applied; the previous configuration is still active`)];
    }
  }
}

/** `live after 35 ms`, or in seconds from 10 s on. */
export function liveAfter(milliseconds: number, paint: Paint): string {
  const time =
    milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : `${Math.round(milliseconds / 1_000)} s`;
  return `${paint('green', 'live')} after ${time}`;
}

/** At most two files, and how many there are besides: a checkout of another branch changes hundreds. */
function fileList(files: readonly string[]): string {
  const [first, second, ...others] = files;
  if (others.length > 0) return `${first}, ${second} and ${others.length} more`;
  return [first, second].filter(Boolean).join(' and ');
}
