import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { endProcess } from '@lab/process';
import { LOOPBACK, type SocketAddress } from '../addresses/socket-address.ts';
import { watchContainer } from './container-probes.ts';
import type { ContainerPlan } from './plan-container.ts';
import { restartBackoff } from './restart-backoff.ts';
import { fillIn } from './split-words.ts';

export interface ApplicationOptions {
  readonly plan: ContainerPlan;
  /** Container port → where the application listens for it. */
  readonly addresses: ReadonlyMap<number, SocketAddress>;
  /** Set over the container's own environment: what the lab needs the process to have. */
  readonly extraEnv: Readonly<Record<string, string>>;
  readonly logPath: string;
  readonly onChange: () => void;
}

export interface ApplicationStatus {
  /** `backing-off`: it ended and waits to be started again (Kubernetes' CrashLoopBackOff). */
  readonly phase: 'running' | 'backing-off' | 'stopped';
  readonly ready: boolean;
  readonly pid?: number;
  readonly restarts: number;
  /** How the run before ended, e.g. `exit 1`, `SIGKILL`, `the liveness probe failed`. */
  readonly lastExit?: string;
  /** When it did: milliseconds since the epoch. */
  readonly lastExitAt?: number;
}

/** One run of an application. */
export interface Run {
  /** Process number; absent where there is no process. */
  readonly pid: number | undefined;
  /** Resolves when it has ended, with how: `exit 1`, `SIGKILL`, or why there is no process. */
  readonly ended: Promise<string>;
  /** Ends it, by force after `graceMs` milliseconds. */
  stop(graceMs: number): Promise<void>;
}

/** A pod's application: one process, started again with a growing delay whenever it ends by itself. */
export interface Application {
  status(): ApplicationStatus;
  /** SIGTERM, and SIGKILL when the grace period is over. */
  stop(): Promise<void>;
}

/** @param launch starts one run of it: the process that its plan names */
export function startApplication(
  options: ApplicationOptions,
  launch: (options: ApplicationOptions) => Run = runProcess,
): Application {
  const backoff = restartBackoff();
  let status: ApplicationStatus = { phase: 'stopped', ready: false, restarts: 0 };
  let current: Run | undefined;
  let restart: NodeJS.Timeout | undefined;
  let stopProbes = () => {};
  let stopping = false;
  const change = (next: Partial<ApplicationStatus>) => {
    status = { ...status, ...next };
    options.onChange();
  };

  const run = () => {
    const startedAt = Date.now();
    let reason: string | undefined;
    const started = launch(options);
    current = started;
    const ended = (how: string) => {
      stopProbes();
      const { pid: _, ...rest } = status;
      status = {
        ...rest,
        phase: stopping ? 'stopped' : 'backing-off',
        ready: false,
        lastExit: reason ?? how,
        lastExitAt: Date.now(),
      };
      if (!stopping) restart = setTimeout(again, backoff.next(Date.now() - startedAt));
      options.onChange();
    };
    void started.ended.then(ended);
    stopProbes = watchContainer(
      options.plan,
      // Nobody listens on port 0: a probe of a port that the pod does not have fails.
      (port) => options.addresses.get(port) ?? { address: LOOPBACK, port: 0 },
      {
        onReady: (ready) => change({ ready }),
        onUnhealthy: (why) => {
          reason = why;
          void started.stop(options.plan.graceMs);
        },
      },
    );
    change({ phase: 'running', ...(started.pid !== undefined && { pid: started.pid }) });
  };
  const again = () => {
    status = { ...status, restarts: status.restarts + 1 };
    run();
  };
  run();
  return {
    status: () => status,
    stop: async () => {
      stopping = true;
      clearTimeout(restart);
      stopProbes();
      await current?.stop(options.plan.graceMs);
      change({ phase: 'stopped', ready: false });
    },
  };
}

function runProcess(options: ApplicationOptions): Run {
  const child = spawnApplication(options);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
  });
  return { pid: child.pid, ended, stop: (graceMs) => endProcess(child, graceMs) };
}

/** A process group of its own: a signal to the lab's terminal is the lab's to pass on, in its order. */
function spawnApplication({ plan, extraEnv, logPath }: ApplicationOptions): ChildProcess {
  // The folder may have been removed while the lab is up.
  mkdirSync(dirname(logPath), { recursive: true, mode: 0o700 });
  const log = openSync(logPath, 'a', 0o600);
  const { PATH, HOME, TMPDIR, LANG, NODE_COMPILE_CACHE } = process.env;
  const passedOn = { PATH, HOME, TMPDIR, LANG, NODE_COMPILE_CACHE };
  const own = Object.fromEntries(Object.entries(passedOn).filter(([, value]) => value));
  const env: NodeJS.ProcessEnv = { ...own, NODE_ENV: 'production', ...plan.env, ...extraEnv };
  if (!plan.command) throw new TypeError('a stand-in is no process of its own');
  const { words, cwd, isNode } = plan.command;
  const place = { PORT: env.PORT ?? '', HOST: env.HOST ?? '' };
  const [program = '', ...args] = words.map((word) => fillIn(word, place));
  const stdio = ['ignore', log, log] as const;
  const child = spawn(isNode ? process.execPath : program, args, {
    cwd,
    env,
    stdio: [...stdio],
    detached: true,
  });
  closeSync(log);
  return child;
}
