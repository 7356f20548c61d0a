import { Worker } from 'node:worker_threads';
import type { PortableResource } from '@lab/istio';

/** What is worked out of whole configurations. */
export type ConfigurationTask =
  | { readonly kind: 'acts'; readonly resources: readonly PortableResource[] }
  | {
      readonly kind: 'diff';
      readonly before: readonly PortableResource[];
      readonly after: readonly PortableResource[];
    };

/** Works something out in a thread of its own, which ends with it. @throws what the work throws */
export function runTask<Result>(task: ConfigurationTask): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task });
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the work on the configuration has ended early')));
  // A lab that stops does not wait for it.
  worker.unref();
  return promise;
}
