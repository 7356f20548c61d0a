import { clusterErrors } from './codes/cluster.ts';
import { labErrors } from './codes/lab.ts';
import { programErrors } from './codes/programs.ts';
import { repositoryErrors } from './codes/repository.ts';

/** Every error there is, by the code that never changes its meaning, in the order of docs/errors.md. */
export const ERROR_CODES = {
  ...labErrors,
  ...programErrors,
  ...clusterErrors,
  ...repositoryErrors,
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
