/**
 * What the server of the console and its page say to each other: plain JSON over HTTP. It is not an interface for other
 * programs and changes with every version; `./lab … --json` is for them.
 */
export type * from './protocol/configuration.ts';
export type * from './protocol/events.ts';
export type * from './protocol/explain.ts';
export type * from './protocol/lesson.ts';
export type * from './protocol/mesh.ts';
export type * from './protocol/requests.ts';
