import { fork } from 'node:child_process';
import { join } from 'node:path';
import { endProcess } from '@lab/process';
import { NotMeasured } from '../not-measured.ts';
import type { EndedRequest } from './steady-sender.ts';

/** Requests at a constant rate by a process of its own, whether or not those before have been answered. */
export interface SteadyLoad {
  /** In the order in which they ended. */
  readonly ended: readonly EndedRequest[];
  /** @throws NotMeasured when the sender has ended, or more than one request in a hundred has failed */
  check(): void;
  stop(): Promise<void>;
}

/** Requests a second, unless told otherwise. */
export const RATE = 50;

const GRACE_MS = 35_000;
const MOST_FAILED = 0.01;

export function startSteadyLoad(gatewayPort: number, rate: number): SteadyLoad {
  const args = [String(gatewayPort), String(rate)];
  const child = fork(join(import.meta.dirname, 'steady-sender.ts'), args, { stdio: 'ignore' });
  const ended: EndedRequest[] = [];
  child.on('message', (message) => ended.push(message as EndedRequest));
  return {
    ended,
    check: () => {
      if (child.exitCode !== null) throw new NotMeasured(`the sender has ended with ${child.exitCode}`);
      const failed = ended.flatMap(({ failure }) => failure ?? []);
      if (failed.length > Math.max(1, ended.length * MOST_FAILED))
        throw new NotMeasured(`${failed.length} of ${ended.length} requests failed: ${failed[0]}`);
    },
    stop: () => endProcess(child, GRACE_MS),
  };
}
