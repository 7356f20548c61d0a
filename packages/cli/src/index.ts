export { UsageError, wholeNumber } from './command.ts';
export type { Diagnosis } from './diagnosis.ts';
export { errorLines } from './render/error-lines.ts';
export { table } from './render/table.ts';
export { createTerminal, endWithPipe, type Paint, type Terminal } from './terminal.ts';
