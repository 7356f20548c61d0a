import { programsOnPath } from '@lab/process';

/** Whether there is a kind on PATH. */
export const hasKind = programsOnPath('kind').length > 0;
