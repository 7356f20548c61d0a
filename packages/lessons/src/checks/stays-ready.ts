import { setTimeout as delay } from 'node:timers/promises';
import { type Check, right, wrong } from '../lesson.ts';

/** Milliseconds between two looks. */
const LOOK_MS = 250;

interface StaysReadyOptions {
  readonly title: string;
  readonly workload: string;
  /** For so long: a pod may come up and then say that it is not ready. */
  readonly seconds: number;
}

/** Every pod of a workload is ready at each look, and there is one. */
export function staysReady({ title, workload, seconds }: StaysReadyOptions): Check {
  return {
    title,
    run: async ({ mesh, signal }) => {
      for (let waited = 0; ; waited += LOOK_MS) {
        const { pods } = await mesh.status();
        const own = pods.filter((pod) => pod.workload === workload && !pod.draining);
        const unready = own.filter(({ ready }) => !ready);
        if (own.length === 0 || unready.length > 0) {
          return wrong({
            request: `pods of ${workload}`,
            expected: 'all ready',
            got:
              own.length === 0 ? 'there is none' : `${unready.map(({ name }) => name).join(', ')} not ready`,
            next: './lab status',
          });
        }
        if (waited >= seconds * 1000) return right;
        await delay(LOOK_MS, undefined, { signal });
      }
    },
  };
}
