import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Pod } from '@lab/istio';
import type { PodEnvironment } from './pod-environment.ts';
import type { PodStatus } from './pod-status.ts';

const PRELOAD = join(import.meta.dirname, '..', 'capture', 'capture.cjs');

/** Paths of what one running pod reads and writes. */
export interface PodFiles {
  readonly dir: string;
  readonly sidecar: string;
  /** What the preload of a Node process reads. */
  readonly capture: string;
  /** Those of all generations of a pod are the same. */
  readonly logs: PodStatus['logs'];
}

export function podFiles(
  { podsDir, logsDir }: Pick<PodEnvironment, 'podsDir' | 'logsDir'>,
  { namespace, name }: Pick<Pod, 'namespace' | 'name'>,
  generation: number,
): PodFiles {
  const dir = join(podsDir, namespace, `${name}-${generation}`);
  const log = join(logsDir, `${namespace}.${name}`);
  return {
    dir,
    sidecar: join(dir, 'sidecar'),
    capture: join(dir, 'capture.json'),
    logs: { application: `${log}.log`, sidecar: `${log}.envoy.log`, access: `${log}.access.log` },
  };
}

/** Makes the folders that the pod's files are in, for their owner only. */
export function makePodFolders(logsDir: string, { dir }: PodFiles): void {
  for (const folder of [logsDir, dir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Environment of a Node process that dials as the pod's application does. */
export function captureEnv({ capture }: PodFiles): NonNullable<PodStatus['capture']> {
  return { LAB_CAPTURE: capture, NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}` };
}
