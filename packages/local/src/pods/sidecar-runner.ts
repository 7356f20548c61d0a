import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pod, ProxyConfig } from '@lab/istio';
import { drainSidecar } from '../sidecars/drain-sidecar.ts';
import { type Sidecar, startSidecar } from '../sidecars/sidecar.ts';
import { restartBackoff } from '../workloads/restart-backoff.ts';
import type { SidecarStatus } from './pod-status.ts';

export interface SidecarRunnerOptions {
  readonly binary: string;
  readonly pod: Pod;
  readonly domain: string;
  readonly dir: string;
  readonly socketDir: string;
  readonly logPath: string;
  readonly onChange: () => void;
}

/** Numbers the sockets: their names have to be short, and two runs of one pod may overlap. */
let sockets = 0;

/** A pod's Envoy, started again with a growing delay when it ends by itself. */
export class SidecarRunner {
  #options: SidecarRunnerOptions;
  #xdsSocket: string;
  #backoff = restartBackoff();
  #status: SidecarStatus;
  #config: ProxyConfig | undefined;
  #sidecar: Sidecar | undefined;
  #starting: Promise<void> | undefined;
  #restart: NodeJS.Timeout | undefined;
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

  /** Starts Envoy and waits until it serves `config`. Throws what startSidecar throws. */
  start(config: ProxyConfig): Promise<void> {
    this.#starting = this.#spawn(config);
    return this.#starting;
  }

  async #spawn(config: ProxyConfig): Promise<void> {
    this.#config = config;
    const startedAt = Date.now();
    const { binary, pod, domain, dir, logPath } = this.#options;
    const onSpawn = (pid: number) => {
      this.#change({ pid });
      if (this.#stopping) this.#killStarting();
    };
    const sockets = { adminSocket: this.#status.adminSocket, xdsSocket: this.#xdsSocket };
    const options = { binary, pod, domain, dir, ...sockets, logPath, onSpawn };
    let sidecar: Sidecar | undefined;
    try {
      sidecar = await startSidecar(options, config);
      await this.#catchUp(sidecar, config);
    } catch (error) {
      await sidecar?.stop();
      this.#forgetPid();
      throw error;
    }
    this.#sidecar = sidecar;
    this.#change({ phase: 'running' });
    void sidecar.process.exited.then((error) => this.#ended(error?.message, Date.now() - startedAt));
  }

  /** Brings into force what came while Envoy was starting; what it refuses of that, the next update says. */
  async #catchUp(sidecar: Sidecar, started: ProxyConfig): Promise<void> {
    for (let served = started; this.#config && served !== this.#config; ) {
      served = this.#config;
      await sidecar.apply(served);
    }
  }

  /** @returns Envoy's words when it refuses the configuration; while it starts, it is brought into force right after */
  async apply(config: ProxyConfig): Promise<string | undefined> {
    const sidecar = this.#sidecar;
    if (this.#status.phase !== 'running' || !sidecar) {
      this.#config = config;
      return undefined;
    }
    const rejection = await unlessEnded(sidecar, sidecar.apply(config));
    if (!rejection) this.#config = config;
    return rejection;
  }

  /** Tells callers to go elsewhere and waits until nothing is in flight, at most `graceMs` milliseconds. */
  async drain(graceMs: number): Promise<void> {
    if (this.#status.phase !== 'running' || !this.#sidecar) return;
    const { admin } = this.#sidecar;
    await unlessEnded(this.#sidecar, drainSidecar(admin, this.#options.pod.proxy, graceMs));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    this.#killStarting();
    await this.#starting?.catch(() => {});
    await this.#sidecar?.stop();
    rmSync(this.#status.adminSocket, { force: true });
    this.#change({ phase: 'stopped' });
  }

  /** One that is not ready yet has no handle to stop it by, and nothing in flight. */
  #killStarting(): void {
    const { phase, pid } = this.#status;
    if (phase !== 'starting' || pid === undefined) return;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }

  #ended(reason: string | undefined, ranMs: number): void {
    this.#forgetPid();
    if (this.#stopping) return;
    this.#change({ phase: 'backing-off', ...(reason !== undefined && { lastExit: reason }) });
    this.#restart = setTimeout(async () => {
      this.#change({ phase: 'starting', restarts: this.#status.restarts + 1 });
      const again = Date.now();
      await this.start(this.#config as ProxyConfig).catch((error) =>
        this.#ended(error.message, Date.now() - again),
      );
    }, this.#backoff.next(ranMs));
  }

  #forgetPid(): void {
    const { pid: _, ...rest } = this.#status;
    this.#status = rest;
  }

  #change(next: Partial<SidecarStatus>): void {
    this.#status = { ...this.#status, ...next };
    this.#options.onChange();
  }
}

/** The outcome of work on an Envoy, undefined when it ended meanwhile: a socket that closes is the first sign of that. */
async function unlessEnded<Outcome>(sidecar: Sidecar, work: Promise<Outcome>): Promise<Outcome | undefined> {
  try {
    return await work;
  } catch (error) {
    const ended = await Promise.race([sidecar.process.exited.then(() => true), sleep(500, false)]);
    if (!ended) throw error;
    return undefined;
  }
}
