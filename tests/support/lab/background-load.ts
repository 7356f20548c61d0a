import type { CallReport } from '@lab/mesh-client';
import { vi } from 'vitest';
import type { TestLab } from './test-lab.ts';

/** Requests that go on while something happens to the lab. */
export interface BackgroundLoad {
  /** Ends it as Ctrl-C does; what `./lab call --json` reports of the requests so far. */
  stop(): Promise<CallReport>;
}

/** Sends requests through the gateway until it is stopped. Returns when the first ones are answered. */
export async function startLoad(lab: TestLab, concurrency: number): Promise<BackgroundLoad> {
  const call = lab.start('call', '-n', '1000000', '-c', String(concurrency), '--json');
  await vi.waitFor(
    () => {
      if (!/[1-9]\d* of 1000000 requests/.test(call.output())) throw new Error('no request is answered yet');
    },
    { timeout: 60_000, interval: 50 },
  );
  return {
    stop: async () => {
      process.kill(-call.pid, 'SIGINT');
      return JSON.parse((await call.ended).stdout) as CallReport;
    },
  };
}
