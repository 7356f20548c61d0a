export { bundlePage } from './server/bundle.ts';
export { type RunningConsole, startConsole } from './server/console.ts';
export type { ConsoleSource } from './server/source.ts';
