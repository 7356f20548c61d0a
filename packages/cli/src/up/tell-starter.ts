import type { UpMessage } from './run-detached.ts';

/** Tells the command that started this lab in the background; nothing happens where there is none, or not any more. */
export function tellStarter(message: UpMessage): void {
  // It goes as soon as the lab is ready, perhaps just now: the callback takes that error.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
