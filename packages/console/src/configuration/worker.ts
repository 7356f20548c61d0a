/** What takes seconds of a processor, away from the process that serves the lab's Envoys. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkResources, diffMeshes, fromPortable, type PortableResource } from '@lab/istio';
import { findActs } from './find-acts.ts';
import type { ConfigurationTask } from './run-task.ts';

function run(task: ConfigurationTask): unknown {
  const read = (resources: readonly PortableResource[]) => resources.map(fromPortable);
  if (task.kind === 'acts') return findActs(read(task.resources));
  const [before, after] = [task.before, task.after].map((resources) => checkResources(read(resources)));
  if (!before?.ok || !after?.ok) throw new Error('the configuration cannot be read');
  return diffMeshes(before, after);
}

parentPort?.postMessage(run(workerData as ConfigurationTask));
