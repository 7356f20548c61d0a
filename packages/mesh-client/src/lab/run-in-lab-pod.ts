import type { PodStatus } from '@lab/local';
import { runCommand } from '@lab/process';
import type { RunNode } from '../requests/send-from-pod.ts';

/** Runs Node beside the application of a pod on this machine: what it dials goes where the application's calls go. */
export function runInLabPod({ capture }: Pick<PodStatus, 'capture'>): RunNode {
  return async (args, streams) => {
    // Of the caller's environment only what finds programs: a proxy that it names is not the pod's.
    const env = { PATH: process.env.PATH, ...capture };
    const options = { env, keepsStdinOpen: true, ...streams };
    const { ok, status, stderr } = await runCommand(process.execPath, args, options);
    if (ok || streams.signal?.aborted) return;
    throw new Error(`the process that sends from the pod ended with exit code ${status}: ${stderr.trim()}`);
  };
}
