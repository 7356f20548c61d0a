export type { ErrorCode } from './error-codes.ts';
export { errorPage, hasCode, LabError } from './lab-error.ts';
