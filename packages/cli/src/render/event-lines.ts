import type { LabEvent } from '@lab/local';
import type { Paint } from '../terminal.ts';
import { errorLines } from './error-lines.ts';
import { countFindings, findingLines } from './finding-lines.ts';

/** What stays on the screen of an event: nothing of progress, everything of findings, edits and errors. */
export function eventLines(event: LabEvent, paint: Paint): string[] {
  switch (event.type) {
    case 'progress':
      return [];
    case 'applied':
      return [
        `${paint('green', 'live')} after ${Math.round(event.milliseconds)} ms: ${event.files.join(', ')}`,
      ];
    case 'error':
      return errorLines(event.error, paint);
    case 'findings': {
      const lines = findingLines(event.findings, paint);
      if (event.inForce) return lines;
      const count = countFindings(event.findings);
      return [...lines, paint('red', `${count}: not in force; what was before stays as it is`)];
    }
  }
}
