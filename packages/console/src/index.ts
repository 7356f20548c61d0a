export { clusterSource } from './cluster/cluster-source.ts';
export { labSource } from './lab/lab-source.ts';
export type { LessonState, OpenLesson } from './protocol/lesson.ts';
export { bundlePage } from './server/bundle.ts';
export { type RunningConsole, startConsole } from './server/console.ts';
export type { LessonDesk } from './server/lesson-desk.ts';
