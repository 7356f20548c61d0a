import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Pod } from '@lab/istio';
import type { ServedConfig } from '../ads/served-config.ts';
import type { Clock } from '../clock.ts';
import type { RunningSidecar, StartSidecar } from '../sidecars/running-sidecar.ts';
import type { Shortfall } from '../sidecars/update-sidecar.ts';
import { restartBackoff } from '../workloads/restart-backoff.ts';
import type { SidecarStatus } from './pod-status.ts';

export interface SidecarRunnerOptions {
  readonly binary: string;
  readonly pod: Pod;
  readonly domain: string;
  readonly dir: string;
  readonly socketDir: string;
  readonly logPath: string;
  readonly startSidecar: StartSidecar;
  readonly clock: Clock;
  readonly onChange: () => void;
}

/** How long after a connection broke the Envoy's end may take to be known, in milliseconds. */
const EXIT_MS = 500;

/** Numbers the sockets: their names have to be short, and two runs of one pod may overlap. */
let sockets = 0;

/** A pod's Envoy, started again with a growing delay when it ends by itself. */
export class SidecarRunner {
  #options: SidecarRunnerOptions;
  #xdsSocket: string;
  #backoff = restartBackoff();
  #status: SidecarStatus;
  #config: ServedConfig | undefined;
  #sidecar: RunningSidecar | undefined;
  #starting: Promise<void> | undefined;
  #abortStart: AbortController | undefined;
  #cancelRestart = () => {};
  #stopping = false;

  constructor(options: SidecarRunnerOptions) {
    this.#options = options;
    sockets += 1;
    this.#xdsSocket = join(options.socketDir, `xds-${sockets}.sock`);
    const adminSocket = join(options.socketDir, `admin-${sockets}.sock`);
    this.#status = { phase: 'starting', restarts: 0, adminSocket };
  }

  get status(): SidecarStatus {
    return this.#status;
  }

  /** Starts Envoy and waits until it serves `config`. @throws as {@link StartSidecar} */
  start(config: ServedConfig): Promise<void> {
    this.#starting = this.#spawn(config);
    return this.#starting;
  }

  async #spawn(config: ServedConfig): Promise<void> {
    this.#config = config;
    const { clock, startSidecar } = this.#options;
    const startedAt = clock.now();
    this.#abortStart = new AbortController();
    if (this.#stopping) this.#abortStart.abort();
    let sidecar: RunningSidecar | undefined;
    try {
      sidecar = await startSidecar(this.#sidecarOptions(this.#abortStart.signal), config);
      await this.#catchUp(sidecar, config);
    } catch (error) {
      await sidecar?.stop();
      this.#forgetPid();
      throw error;
    }
    this.#sidecar = sidecar;
    this.#change({ phase: 'running' });
    void sidecar.exited.then((error) => this.#ended(error?.message, clock.now() - startedAt));
  }

  #sidecarOptions(signal: AbortSignal) {
    const { binary, pod, domain, dir, logPath } = this.#options;
    return {
      ...{ binary, pod, domain, dir, logPath, signal },
      ...{ adminSocket: this.#status.adminSocket, xdsSocket: this.#xdsSocket },
      onSpawn: (pid: number) => this.#change({ pid }),
    };
  }

  /** Brings into force what came while Envoy was starting; what it rejects of that, the next update says. */
  async #catchUp(sidecar: RunningSidecar, started: ServedConfig): Promise<void> {
    for (let served = started; this.#config && served !== this.#config; ) {
      served = this.#config;
      await sidecar.apply(served);
    }
  }

  /**
   * Brings a configuration into force, right after its start in an Envoy that starts. An Envoy that starts again begins with the
   * newest one: what it rejects it does not have then, as in a cluster.
   *
   * @returns what of it is not active; undefined where no Envoy runs that could say it
   */
  async apply(config: ServedConfig): Promise<Shortfall | undefined> {
    this.#config = config;
    const sidecar = this.#sidecar;
    if (this.#status.phase !== 'running' || !sidecar) return undefined;
    return this.#unlessEnded(sidecar, sidecar.apply(config));
  }

  /** Tells callers to go elsewhere and waits until nothing is in flight, at most `graceMs` milliseconds. */
  async drain(graceMs: number): Promise<void> {
    const sidecar = this.#sidecar;
    if (this.#status.phase === 'running' && sidecar) await this.#unlessEnded(sidecar, sidecar.drain(graceMs));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelRestart();
    // One that is not ready yet has no handle to stop it by.
    if (this.#status.phase === 'starting') this.#abortStart?.abort();
    await this.#starting?.catch(() => {});
    await this.#sidecar?.stop();
    rmSync(this.#status.adminSocket, { force: true });
    this.#change({ phase: 'stopped' });
  }

  #ended(reason: string | undefined, ranMs: number): void {
    this.#forgetPid();
    if (this.#stopping) return;
    this.#change({
      ...{ phase: 'backing-off', lastExitAt: Date.now() },
      ...(reason !== undefined && { lastExit: reason }),
    });
    const delayMs = this.#backoff.next(ranMs);
    this.#cancelRestart = this.#options.clock.after(delayMs, () => void this.#startAgain());
  }

  async #startAgain(): Promise<void> {
    const { clock } = this.#options;
    this.#change({ phase: 'starting', restarts: this.#status.restarts + 1 });
    const startedAt = clock.now();
    await this.start(this.#config as ServedConfig).catch((error) =>
      this.#ended(error.message, clock.now() - startedAt),
    );
  }

  #forgetPid(): void {
    const { pid: _, ...rest } = this.#status;
    this.#status = rest;
  }

  #change(next: Partial<SidecarStatus>): void {
    this.#status = { ...this.#status, ...next };
    this.#options.onChange();
  }

  /** The outcome of work on an Envoy, undefined when it ended meanwhile: a socket that closes is the first sign of that. */
  async #unlessEnded<Outcome>(sidecar: RunningSidecar, work: Promise<Outcome>): Promise<Outcome | undefined> {
    try {
      return await work;
    } catch (error) {
      if (await this.#ends(sidecar)) return undefined;
      throw error;
    }
  }

  /** Whether the process ends within half a second. */
  #ends(sidecar: RunningSidecar): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(EXIT_MS, () => resolve(false));
      void sidecar.exited.then(() => {
        cancel();
        resolve(true);
      });
    });
  }
}
