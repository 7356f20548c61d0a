import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ConsoleEventName, ConsoleEvents } from '../../protocol.ts';
import { afterEvent, type ConsoleState, NOTHING } from './state.ts';

/** Milliseconds for which events are gathered before the page is drawn: the first within half a second counts. */
const GATHER_MS = 100;

const NAMES = [
  'hello',
  'lacks',
  'mesh',
  'traffic',
  'requests',
  'status',
  'timeline',
  'lesson',
  'load',
] as const satisfies readonly ConsoleEventName[];

let state: ConsoleState = NOTHING;
const listeners = new Set<() => void>();
let waiting: ReturnType<typeof setTimeout> | undefined;

function change(next: ConsoleState): void {
  state = next;
  if (waiting !== undefined) return;
  waiting = setTimeout(() => {
    waiting = undefined;
    for (const listener of listeners) listener();
  }, GATHER_MS);
}

function take<Name extends ConsoleEventName>(name: Name, text: string): void {
  change(afterEvent(state, name, JSON.parse(text) as ConsoleEvents[Name]));
}

/** Follows the server's stream, for as long as the page is open. */
export function follow(): void {
  const stream = new EventSource('/api/events');
  for (const name of NAMES) stream.addEventListener(name, ({ data }) => take(name, String(data)));
  stream.addEventListener('error', () => {
    const isOver = stream.readyState === EventSource.CLOSED;
    change({ ...state, connection: isOver ? 'refused' : 'lost' });
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A part of what the page knows; the component is drawn again when the part is another one. */
export function useConsole<Part>(part: (state: ConsoleState) => Part): Part {
  return useSyncExternalStore(subscribe, () => part(state));
}

/** The server's time in milliseconds, a second at a time while something is to go out of the figures. */
export function useServerTime(isTicking: boolean): number {
  const ahead = useConsole((all) => all.ahead);
  const [, tick] = useState(0);
  useEffect(() => {
    if (!isTicking) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, [isTicking]);
  return Date.now() + ahead;
}
