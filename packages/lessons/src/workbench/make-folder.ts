import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '@lab/errors';

/**
 * Makes a folder and those above it. One by one: where the system has no room for a folder at all, as below /proc, Node's
 * recursive `mkdir` never ends.
 *
 * @throws LabError WORKBENCH_TAKEN where it cannot be made, or is a file
 */
export function makeFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  if (found) throw unusable(path, 'it is a file');
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have been faster.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw unusable(path, error instanceof Error ? error.message : String(error), error);
  }
}

function unusable(path: string, reason: string, cause?: unknown): LabError {
  return new LabError(
    'WORKBENCH_TAKEN',
    `${path} cannot be the folder of the workbench: ${reason}`,
    'Name an empty folder with LAB_WORKBENCH.',
    { cause },
  );
}
