import type { RejectedResource } from '../../ads/rejected-resource.ts';
import type { ServedConfig } from '../../ads/served-config.ts';
import type { RunningSidecar, SidecarOptions } from '../../sidecars/running-sidecar.ts';
import type { Shortfall } from '../../sidecars/update-sidecar.ts';
import type { Application, ApplicationOptions, ApplicationStatus } from '../../workloads/application.ts';
import { keyOf } from '../pod-key.ts';
import type { ProcessStarters } from '../process-starters.ts';

/** An Envoy that does what the test says; unless it says anything, it takes all. */
export class FakeSidecar implements RunningSidecar {
  readonly name: string;
  readonly options: SidecarOptions;
  /** What it started with, and what it took since. */
  readonly configs: ServedConfig[];
  /** How often it was asked to take something, rejected or not. */
  asked = 0;
  rejects: (config: ServedConfig) => readonly RejectedResource[] = () => [];
  /** Awaited before it answers an update. */
  held: Promise<unknown> = Promise.resolve();
  /** Awaited before one that is killed while it starts has ended. */
  death: Promise<unknown> = Promise.resolve();
  /** Awaited before it has drained. */
  inFlight: Promise<unknown> = Promise.resolve();
  stopped = false;
  #exit = Promise.withResolvers<Error | undefined>();
  #log: string[];

  constructor(options: SidecarOptions, config: ServedConfig, log: string[]) {
    this.name = keyOf(options.pod);
    this.options = options;
    this.configs = [config];
    this.#log = log;
  }

  get exited(): Promise<Error | undefined> {
    return this.#exit.promise;
  }

  async apply(config: ServedConfig): Promise<Shortfall> {
    this.asked += 1;
    await this.held;
    const rejected = this.rejects(config);
    if (rejected.length === 0) this.configs.push(config);
    return { rejected, isLate: false };
  }

  async drain(): Promise<void> {
    this.#log.push(`drain ${this.name}`);
    await this.inFlight;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.#log.push(`stop sidecar ${this.name}`);
    this.#exit.resolve(undefined);
  }

  /** Ends by itself. */
  exit(why: string): void {
    this.#exit.resolve(new Error(why));
  }
}

/** A cluster that an Envoy rejects, of which it has an earlier version. */
export function rejectedCluster(reason: string): RejectedResource {
  return { kind: 'clusters', name: 'outbound|80||extra.shop.svc.cluster.local', reason, isKept: true };
}

/** An application that is ready when the test says so. */
export class FakeApplication implements Application {
  readonly name: string;
  readonly options: ApplicationOptions;
  /** Awaited before it has stopped. */
  inFlight: Promise<unknown> = Promise.resolve();
  #log: string[];
  #status: ApplicationStatus;

  constructor(name: string, pid: number, options: ApplicationOptions, log: string[]) {
    this.name = name;
    this.options = options;
    this.#log = log;
    this.#status = { phase: 'running', ready: false, restarts: 0, pid };
  }

  status(): ApplicationStatus {
    return this.#status;
  }

  change(next: Partial<ApplicationStatus>): void {
    this.#status = { ...this.#status, ...next };
    this.options.onChange();
  }

  async stop(): Promise<void> {
    this.#log.push(`stop application ${this.name}`);
    await this.inFlight;
    this.change({ phase: 'stopped', ready: false });
  }
}

/** Starts processes that are none, and remembers them in the order of their start. */
export class FakeProcesses implements ProcessStarters {
  readonly sidecars: FakeSidecar[] = [];
  readonly applications: FakeApplication[] = [];
  /** What was started, drained and stopped, in its order. */
  readonly log: string[] = [];
  /** Awaited before an Envoy is ready; one that is rejected fails its start. */
  onSidecar: (sidecar: FakeSidecar) => Promise<unknown> | undefined = () => undefined;
  onApplication: (application: FakeApplication) => void = (application) =>
    application.change({ ready: true });
  #pid = 0;

  readonly startSidecar = async (options: SidecarOptions, config: ServedConfig): Promise<RunningSidecar> => {
    const sidecar = new FakeSidecar(options, config, this.log);
    this.sidecars.push(sidecar);
    this.log.push(`start sidecar ${sidecar.name}`);
    this.#pid += 1;
    options.onSpawn(this.#pid);
    await Promise.race([killed(sidecar), this.onSidecar(sidecar)]);
    return sidecar;
  };

  readonly startApplication = (options: ApplicationOptions): Application => {
    this.#pid += 1;
    const name = options.extraEnv.HOSTNAME ?? '';
    const application = new FakeApplication(name, this.#pid, options, this.log);
    this.applications.push(application);
    this.log.push(`start application ${name}`);
    queueMicrotask(() => this.onApplication(application));
    return application;
  };

  /** Those that were started for a pod, oldest first. */
  sidecarsOf(pod: string): FakeSidecar[] {
    return this.sidecars.filter(({ name }) => name === pod);
  }
}

/** Never resolves: an Envoy whose start is given up ends. */
function killed(sidecar: FakeSidecar): Promise<never> {
  const { signal } = sidecar.options;
  return new Promise((_, reject) => {
    const end = () => void sidecar.death.then(() => reject(new Error('killed')));
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true });
  });
}
