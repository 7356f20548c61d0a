import { join } from 'node:path';
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

/** Numbers the admin sockets: their names have to be short, and two runs of one pod may overlap. */
let sockets = 0;

/** A pod's Envoy, started again with a growing delay when it ends by itself. */
export class SidecarRunner {
  #options: SidecarRunnerOptions;
  #adminSocket: string;
  #backoff = restartBackoff();
  #status: SidecarStatus;
  #config: ProxyConfig | undefined;
  #sidecar: Sidecar | undefined;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(options: SidecarRunnerOptions) {
    this.#options = options;
    this.#adminSocket = join(options.socketDir, `admin-${++sockets}.sock`);
    this.#status = { phase: 'starting', restarts: 0, adminSocket: this.#adminSocket };
  }

  get status(): SidecarStatus {
    return this.#status;
  }

  /** Starts Envoy and waits until it serves `config`. Throws what startSidecar throws. */
  async start(config: ProxyConfig): Promise<void> {
    this.#config = config;
    const startedAt = Date.now();
    const { binary, pod, domain, dir, logPath } = this.#options;
    const onSpawn = (pid: number) => this.#change({ pid });
    const options = { binary, pod, domain, dir, adminSocket: this.#adminSocket, logPath, onSpawn };
    const sidecar = await startSidecar(options, config);
    this.#sidecar = sidecar;
    this.#change({ phase: 'running' });
    void sidecar.process.exited.then((error) => this.#ended(error?.message, Date.now() - startedAt));
  }

  /** @returns Envoy's words when it refuses the configuration; while it is being restarted, the next start takes it */
  async apply(config: ProxyConfig): Promise<string | undefined> {
    if (this.#status.phase !== 'running' || !this.#sidecar) {
      this.#config = config;
      return undefined;
    }
    const rejection = await this.#sidecar.apply(config);
    if (!rejection) this.#config = config;
    return rejection;
  }

  /** Tells callers to go elsewhere and waits until nothing is in flight, at most `graceMs` milliseconds. */
  async drain(graceMs: number): Promise<void> {
    if (this.#status.phase !== 'running' || !this.#sidecar) return;
    await drainSidecar(this.#sidecar.admin, this.#options.pod.proxy, graceMs);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    await this.#sidecar?.stop();
    this.#change({ phase: 'stopped' });
  }

  #ended(reason: string | undefined, ranMs: number): void {
    const { pid: _, ...rest } = this.#status;
    this.#status = rest;
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

  #change(next: Partial<SidecarStatus>): void {
    this.#status = { ...this.#status, ...next };
    this.#options.onChange();
  }
}
