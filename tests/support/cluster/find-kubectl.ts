import { programsOnPath } from '@lab/process';

/** The kubectl on PATH; undefined without one. */
export function findKubectl(): string | undefined {
  return programsOnPath('kubectl')[0];
}
