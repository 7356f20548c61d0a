export type { ErrorCode } from './error-codes.ts';
export { hasCode, LabError } from './lab-error.ts';
