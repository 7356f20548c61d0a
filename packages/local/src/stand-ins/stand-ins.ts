import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { endProcess } from '@lab/process';
import { type FromStandIns, STAND_IN_PROGRAM, type StandInPod, type ToStandIns } from '@lab/stand-in';
import type { Run } from '../workloads/application.ts';

/** The process that stands in for the images of pods that are not built here. It is there while a pod needs it. */
export interface StandIns {
  /** Has it answer for a pod, until the run is stopped. */
  run(pod: StandInPod): Run;
  /** Ends the process. */
  stop(): Promise<void>;
}

interface Running {
  readonly end: (how: string) => void;
}

const GRACE_MS = 2_000;

/** @param logPath file that what the process itself says is appended to */
export function standIns(logPath: string): StandIns {
  let child: ChildProcess | undefined;
  const running = new Map<string, Running>();
  let runs = 0;
  const open = () => {
    const started = spawnProgram(logPath);
    started.on('message', (message: FromStandIns) => {
      if (message.type === 'problem') running.get(message.id)?.end(message.problem);
      if (message.type === 'stopped') running.get(message.id)?.end('stopped');
    });
    const gone = (how: string) => {
      if (child !== started) return;
      child = undefined;
      for (const { end } of [...running.values()]) end(how);
    };
    started.once('error', (error) => gone(error.message));
    started.once('exit', (code, signal) =>
      gone(`the process of the stand-ins ended: ${signal ?? `exit ${code}`}`),
    );
    return started;
  };
  return {
    run: (pod) => {
      child ??= open();
      runs += 1;
      // Two runs of a pod may overlap.
      const id = `${pod.id}/${runs}`;
      const ended = Promise.withResolvers<string>();
      const end = (how: string) => {
        running.delete(id);
        ended.resolve(how);
      };
      running.set(id, { end });
      tell(child, { type: 'start', pod: { ...pod, id } });
      const stop = async () => {
        if (child && running.has(id)) tell(child, { type: 'stop', id });
        else end('stopped');
        await ended.promise;
      };
      return { pid: child.pid, ended: ended.promise, stop };
    },
    stop: async () => {
      if (child) await endProcess(child, GRACE_MS);
    },
  };
}

/** Nothing of the lab's environment is passed on: what a pod's has, its messages say. */
function spawnProgram(logPath: string): ChildProcess {
  const log = openSync(logPath, 'a', 0o600);
  const child = spawn(process.execPath, ['--max-semi-space-size=2', STAND_IN_PROGRAM], {
    env: { NODE_ENV: 'production' },
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  });
  closeSync(log);
  return child;
}

/** A process that has just gone is told nothing: its end is an event of its own. */
function tell(child: ChildProcess, message: ToStandIns): void {
  if (child.connected) child.send(message, () => {});
}
