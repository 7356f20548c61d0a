import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadOptions, LoadOutcome } from '@lab/observe';
import type { SendLoad } from './send-timed.ts';

const script = readFileSync(join(import.meta.dirname, 'in-pod.cjs'), 'utf8');

/** What a run of Node in a pod gets and gives. */
export interface NodeStreams {
  /** Written to its stdin, which then stays open until it ends. */
  readonly input: string;
  readonly onStdout: (text: string) => void;
  /** Aborted, it ends the run. */
  readonly signal?: AbortSignal;
}

/** Runs Node with arguments where a pod's application runs; resolves when it has ended. */
export type RunNode = (args: readonly string[], streams: NodeStreams) => Promise<void>;

/** Sends requests as the application of a pod would: by a process that is where it is. */
export function sendFromPod(run: RunNode): SendLoad {
  return async ({ url, signal, onOutcome, ...load }: LoadOptions) => {
    let rest = '';
    const onStdout = (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onOutcome(JSON.parse(line) as LoadOutcome);
    };
    const input = `${JSON.stringify({ ...load, url: url.href })}\n`;
    await run(['-e', script], { input, onStdout, ...(signal && { signal }) });
  };
}
