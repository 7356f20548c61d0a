import type { OnRequests } from '@lab/mesh-client';
import type { Terminal } from '../terminal.ts';

/** Milliseconds between two lines that say how far it is. */
const SHOWN_EVERY_MS = 1000;

/** Says how many requests have ended while they are sent, and after Ctrl-C how many had. */
export async function withRequestProgress<Result>(
  { terminal, signal, total }: { terminal: Terminal; signal: AbortSignal; total: number },
  send: (onRequests: OnRequests) => Promise<Result>,
): Promise<Result> {
  let shown = 0;
  let done = 0;
  const result = await send((ended) => {
    done = ended;
    if (Date.now() - shown <= SHOWN_EVERY_MS || ended >= total) return;
    shown = Date.now();
    terminal.progress(`${ended} of ${total} requests`);
  });
  terminal.progress(undefined);
  if (signal.aborted) terminal.note(`interrupted after ${done} of ${total} requests`);
  return result;
}
