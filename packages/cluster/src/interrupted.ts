import { LabError } from '@lab/errors';

/** What Ctrl-C or SIGTERM made of a question to a cluster. */
export function interrupted(context: string): LabError {
  return new LabError('INTERRUPTED', `interrupted before ${context} responded`, 'Run the command again.');
}
