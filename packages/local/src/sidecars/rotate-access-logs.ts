import { rename, stat } from 'node:fs/promises';
import { adminClient } from '@lab/envoy';
import type { PodStatus } from '../pods/pod-status.ts';

/** Bytes from which on an access log is set aside: some 30,000 requests. With the one before it there are twice as many. */
const LIMIT = 32 * 1024 * 1024;

/** Milliseconds between two looks at their sizes. */
const LOOK_MS = 5_000;

/** As far as a pod is looked at here. */
export type LoggingPod = {
  readonly logs: Pick<PodStatus['logs'], 'access'>;
  readonly sidecar?: Pick<NonNullable<PodStatus['sidecar']>, 'adminSocket'>;
};

/**
 * Keeps the access logs of a lab that runs for long from filling the disk: one that gets large becomes `….log.1`, in
 * place of the one before it.
 *
 * @param pods those that run
 * @returns ends it
 */
export function keepAccessLogsSmall(pods: () => readonly LoggingPod[]): () => void {
  const timer = setInterval(() => void rotateAccessLogs(pods(), LIMIT), LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Sets aside the access logs that are larger than a limit in bytes, and has their Envoys go on in new ones. */
export async function rotateAccessLogs(pods: readonly LoggingPod[], limit: number): Promise<void> {
  // A pod and the one that replaces it write to the same file.
  const writers = Map.groupBy(pods, ({ logs }) => logs.access);
  for (const [path, own] of writers) {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size <= limit) continue;
    await rename(path, `${path}.1`);
    for (const { sidecar } of own) {
      // One that has ended meanwhile writes nothing more.
      if (sidecar)
        await adminClient(sidecar.adminSocket)
          .reopenLogs()
          .catch(() => {});
    }
  }
}
