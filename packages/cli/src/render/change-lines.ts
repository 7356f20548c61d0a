import type { FileChange } from '@lab/scaffold';
import type { Paint } from '../terminal.ts';

/** One line a file: what is new first, then what changes. */
export function changeLines(changes: readonly FileChange[], paint: Paint): string[] {
  const made = changes.filter(({ created }) => created);
  const edited = changes.filter(({ created }) => !created);
  return [
    ...made.map(({ path }) => `${paint('green', 'new   ')}  ${path}`),
    ...edited.map(({ path }) => `${paint('yellow', 'change')}  ${path}`),
  ];
}
