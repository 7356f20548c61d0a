export { labSource } from './lab/lab-source.ts';
export { bundlePage } from './server/bundle.ts';
export { type RunningConsole, startConsole } from './server/console.ts';
