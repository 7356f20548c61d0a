import { LabError } from '@lab/errors';
import type { ConsoleSource } from './source.ts';

/** Ends what would tell the cause of an incident that is open. @throws LabError INCIDENT_OPEN */
export async function requireUnmuted(source: ConsoleSource): Promise<void> {
  const { muted } = await source.status();
  if (muted === undefined) return;
  throw new LabError(
    'INCIDENT_OPEN',
    `the incident ${muted} is open`,
    'Name its cause in Learn, or with ./lab learn answer.',
  );
}
