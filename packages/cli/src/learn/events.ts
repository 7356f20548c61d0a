import { createInterface } from 'node:readline';
import { watchFiles } from '@lab/local';

/** What the loop reacts to. */
export type LearnEvent =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'saved'; readonly files: readonly string[] }
  | { readonly type: 'end' };

/** Events in their order; `next` waits for one. */
export interface LearnEvents {
  next(): Promise<LearnEvent>;
  close(): Promise<void>;
}

/** Milliseconds after which an edit counts as saved: editors write in several steps. */
const SETTLE_MS = 100;

export interface EventSource {
  readonly folder: string;
  /** Keys are lines: each ends with Enter. */
  readonly isPlain: boolean;
  readonly signal: AbortSignal;
  /** Called where files cannot be watched. */
  readonly onUnwatched: (reason: string) => void;
}

/** Follows the keyboard and the files of a workbench. */
export async function openEvents({
  folder,
  isPlain,
  signal,
  onUnwatched,
}: EventSource): Promise<LearnEvents> {
  const waiting: ((event: LearnEvent) => void)[] = [];
  const queue: LearnEvent[] = [];
  const add = (event: LearnEvent) => {
    const first = waiting.shift();
    if (first) first(event);
    else queue.push(event);
  };
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
    add({ type: 'end' });
  };
  const onKey = (key: string) => add({ type: 'key', key });
  const closeKeys = isPlain ? readLines(onKey, end) : readKeys(onKey, end);
  signal.addEventListener('abort', end, { once: true });
  const watcher = await watchFiles({
    root: folder,
    paths: [folder],
    ignored: (path) =>
      path.split('/').some((part) => part.startsWith('.') || part === 'mesh') || path.endsWith('~'),
    settleMs: SETTLE_MS,
    onEdit: async (files) => add({ type: 'saved', files }),
    onError: (error) => onUnwatched(error instanceof Error ? error.message : String(error)),
  });
  return {
    next: async () =>
      queue.shift() ?? (hasEnded ? { type: 'end' } : new Promise((resolve) => waiting.push(resolve))),
    close: async () => {
      closeKeys();
      await watcher.close();
    },
  };
}

function readLines(onKey: (key: string) => void, onEnd: () => void): () => void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => onKey(line.trim().toLowerCase().slice(0, 1))).on('close', onEnd);
  return () => lines.close();
}

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const ESCAPE = 0x1b;

function readKeys(onKey: (key: string) => void, onEnd: () => void): () => void {
  const { stdin } = process;
  const onData = (data: Buffer) => {
    // An arrow or a function key: a sequence of bytes, and none of them a key.
    if (data[0] === ESCAPE) return;
    for (const key of data.toString('utf8')) {
      // Raw keys raise no signal: a check that runs is ended as elsewhere.
      if (key === CTRL_C) process.kill(process.pid, 'SIGINT');
      else if (key === CTRL_D) onEnd();
      else onKey(key.toLowerCase());
    }
  };
  stdin.setRawMode(true);
  stdin.resume();
  stdin.on('data', onData);
  return () => {
    stdin.off('data', onData);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
