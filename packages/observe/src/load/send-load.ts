import { Agent } from 'node:http';
import { type LoadOutcome, type LoadRequest, sendOne } from './send-one.ts';

export interface LoadOptions extends LoadRequest {
  /** Requests in all. */
  readonly total: number;
  /** Requests in flight at a time; each has a keep-alive connection. */
  readonly concurrency: number;
  /** Called as each request ends, in the order they end. */
  readonly onOutcome: (outcome: LoadOutcome) => void;
}

/**
 * Sends the same HTTP request many times, the next as soon as one has ended. A failed request is an outcome like any
 * other, is never sent again and never thrown.
 */
export async function sendLoad(options: LoadOptions): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.concurrency });
  let remaining = options.total;
  const worker = async () => {
    while (remaining > 0 && !options.signal?.aborted) {
      remaining -= 1;
      options.onOutcome(await sendOne(options, agent));
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, options.total) }, worker));
  agent.destroy();
}
