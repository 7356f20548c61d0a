import { join } from 'node:path';

export { CHECK_PATH, checkRequest, isServing } from './grpc-health.ts';
export { isAbsent } from './is-absent.ts';
export type { FromStandIns, StandInPod, ToStandIns } from './messages.ts';

/** Path of the program that {@link ToStandIns} are for: one process stands in for the pods of a lab. */
export const STAND_IN_PROGRAM = join(import.meta.dirname, 'main.ts');
