import type { UpMessage } from './run-detached.ts';

/** Whether this lab was started in the background: its output goes to a log. */
export function hasStarter(): boolean {
  return process.send !== undefined;
}

/** Tells the command that started this lab in the background; nothing happens where there is none, or not any more. */
export function tellStarter(message: UpMessage): void {
  // It goes as soon as the lab is ready, perhaps just now: the callback takes that error.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
