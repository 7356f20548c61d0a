import type { IncomingMessage } from 'node:http';

const starts = new WeakMap<IncomingMessage, number>();

/** Notes that the request arrived now, before anything that takes time, an injected fault included. */
export function markStart(request: IncomingMessage): void {
  starts.set(request, performance.now());
}

/** When the request arrived, in milliseconds of `performance.now()`; now if nobody noted it. */
export function startOf(request: IncomingMessage): number {
  return starts.get(request) ?? performance.now();
}
