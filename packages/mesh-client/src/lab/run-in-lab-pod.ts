import { spawn } from 'node:child_process';
import type { PodStatus } from '@lab/local';
import type { RunNode } from '../requests/send-from-pod.ts';

/** Runs Node beside the application of a pod on this machine: what it dials goes where the application's calls go. */
export function runInLabPod({ capture }: Pick<PodStatus, 'capture'>): RunNode {
  return (args, { input, onStdout, signal }) => {
    // Of the caller's environment only what finds programs: a proxy that it names is not the pod's.
    const env = { PATH: process.env.PATH, ...capture };
    const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdout.setEncoding('utf8').on('data', onStdout);
    // It has ended before it read all: its exit says so.
    child.stdin.on('error', () => {});
    child.stdin.write(input);
    const end = () => child.kill();
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        signal?.removeEventListener('abort', end);
        if (code === 0 || signal?.aborted) resolve();
        else reject(new Error(`the process that sends from the pod has ended with exit code ${code}`));
      });
    });
  };
}
