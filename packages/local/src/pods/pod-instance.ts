import type { Pod } from '@lab/istio';
import type { SocketAddress } from '../addresses/socket-address.ts';
import { HTTP_PROXY } from '../sidecars/http-proxy.ts';
import type { Placement } from '../sidecars/placement.ts';
import type { Shortfall } from '../sidecars/update-sidecar.ts';
import type { Application } from '../workloads/application.ts';
import type { ContainerPlan } from '../workloads/plan-container.ts';
import { programEnv } from '../workloads/program-env.ts';
import { Changes } from './changes.ts';
import { PodConfiguration } from './pod-configuration.ts';
import type { PodEnvironment } from './pod-environment.ts';
import { interrupted, notReady, sidecarRejects } from './pod-errors.ts';
import { captureEnv, makePodFolders, type PodFiles, podFiles } from './pod-files.ts';
import type { PodStatus } from './pod-status.ts';
import type { PodView } from './pod-view.ts';
import { SidecarRunner } from './sidecar-runner.ts';

/** An application that ended this many times again after a restart is not going to be ready by itself. */
const CRASH_LOOP = 3;

export interface PodInstanceOptions {
  readonly pod: Pod;
  readonly generation: number;
  /** Absent for a gateway. */
  readonly plan?: ContainerPlan;
  readonly environment: PodEnvironment;
  /** Told whenever the status has changed. */
  readonly onChange: () => void;
}

/** One running pod: its sidecar, and behind it its application. */
export class PodInstance {
  readonly id: string;
  readonly generation: number;
  readonly plan: ContainerPlan | undefined;
  draining = false;
  /** When the instance before it ended, which it replaces: milliseconds since the epoch. */
  predecessorEndedAt?: number;
  #pod: Pod;
  #environment: PodEnvironment;
  #onChange: () => void;
  #files: PodFiles;
  #configuration: PodConfiguration;
  #sidecar: SidecarRunner | undefined;
  #application: Application | undefined;
  #changes = new Changes();
  #starting: Promise<void> | undefined;
  #stopped = false;
  /** The newest one: it may have come while the sidecar was starting. */
  #view: PodView | undefined;
  #updating: Promise<unknown> = Promise.resolve();

  constructor({ pod, generation, plan, environment, onChange }: PodInstanceOptions) {
    this.id = `${pod.namespace}/${pod.name}#${generation}`;
    this.generation = generation;
    this.plan = plan;
    this.#pod = pod;
    this.#environment = environment;
    this.#onChange = onChange;
    this.#files = podFiles(environment, pod, generation);
    this.#configuration = new PodConfiguration(this.id, environment, this.#files);
  }

  get pod(): Pod {
    return this.#pod;
  }

  /** Takes requests. */
  get ready(): boolean {
    const sidecar = this.#pod.proxy === 'none' || this.#sidecar?.status.phase === 'running';
    const application = !this.plan || this.#application?.status().ready === true;
    return sidecar && application && !this.draining;
  }

  /** Process numbers of what runs for this pod. */
  get pids(): number[] {
    const pids = [this.#sidecar?.status.pid, this.#application?.status().pid];
    return pids.filter((pid) => pid !== undefined);
  }

  /** Where other pods reach `containerPort`: at the sidecar, or the application where there is none. */
  reach(containerPort: number): SocketAddress | undefined {
    return this.#configuration.placement?.inbound.get(containerPort);
  }

  /**
   * Starts the sidecar, and when it is ready the application (Istio, holdApplicationUntilProxyStarts), so that
   * its first call finds the mesh. Does not wait for the application to be ready.
   *
   * @param isGuarded whether a sidecar that rejects something is not to be used
   * @throws LabError SIDECAR_NOT_READY, or what startEnvoy throws, when the sidecar does not come up; INTERRUPTED when it is
   *   stopped meanwhile
   */
  start(view: PodView, isGuarded = false): Promise<void> {
    this.#starting = this.#start(view, isGuarded);
    return this.#starting;
  }

  async #start(view: PodView, isGuarded: boolean): Promise<void> {
    makePodFolders(this.#environment.logsDir, this.#files);
    const placement = await this.#configuration.place(view);
    this.#throwIfStopped();
    if (this.#pod.proxy !== 'none') {
      this.#sidecar = this.#newSidecar(view);
      await this.#sidecar.start(await this.#configuration.servedConfig(placement, view));
    }
    const shortfall = await this.update(this.#view ?? view);
    this.#throwIfStopped();
    const [rejected] = shortfall?.rejected ?? [];
    if (isGuarded && rejected) throw sidecarRejects(this.#pod, rejected.reason, this.#files.logs.sidecar);
    if (this.plan) this.#startApplication(this.plan, this.#configuration.placement ?? placement);
  }

  #newSidecar({ mesh }: PodView): SidecarRunner {
    const { envoyBinary, socketDir, starters, clock } = this.#environment;
    return new SidecarRunner({
      binary: envoyBinary,
      pod: this.#pod,
      domain: mesh.config.domain,
      dir: this.#files.sidecar,
      socketDir,
      logPath: this.#files.logs.sidecar,
      startSidecar: starters.startSidecar,
      clock,
      onChange: () => this.#changed(),
    });
  }

  #startApplication(plan: ContainerPlan, { application: addresses, outbound }: Placement): void {
    const proxy = outbound.get(HTTP_PROXY);
    this.#application = this.#environment.starters.startApplication({
      plan,
      addresses,
      extraEnv: {
        ...this.#environment.applicationEnv,
        ...(plan.command?.isNode === false && programEnv({ listen: addresses, ...(proxy && { proxy }) })),
        ...captureEnv(this.#files),
        HOSTNAME: this.#pod.name,
      },
      logPath: this.#files.logs.application,
      onChange: () => this.#changed(),
    });
    // Its process is there since before `pids` could name it.
    this.#changed();
  }

  /**
   * Brings a changed view into force, one after the other.
   *
   * @returns what of it is not active in the sidecar; undefined where none runs that could say it
   */
  update(view: PodView): Promise<Shortfall | undefined> {
    this.#pod = view.pod;
    this.#view = view;
    const updated = this.#updating.then(() => this.#bring(view));
    this.#updating = updated.catch(() => {});
    return updated;
  }

  async #bring(view: PodView): Promise<Shortfall | undefined> {
    const { placement } = this.#configuration;
    if (!placement) return undefined;
    const extended = await this.#configuration.extend(placement, view);
    const config = await this.#configuration.servedConfig(extended, view);
    const shortfall = await this.#sidecar?.apply(config);
    if (this.plan) await this.#configuration.writeCapture(extended, view);
    return shortfall;
  }

  /**
   * @throws LabError WORKLOAD_NOT_READY when it does not take requests within `timeoutMs` milliseconds, or ends
   *   again and again; INTERRUPTED when it is stopped meanwhile. A pod that is told to be absent is not waited for.
   */
  async waitUntilReady(timeoutMs: number): Promise<void> {
    if (this.plan?.standIn?.absent) return;
    let isLate = false;
    const cancel = this.#environment.clock.after(timeoutMs, () => {
      isLate = true;
      this.#changes.announce();
    });
    try {
      while (!this.ready) {
        this.#throwIfStopped();
        const { phase, restarts = 0 } = this.#application?.status() ?? {};
        if (phase === 'backing-off' && restarts >= CRASH_LOOP) {
          throw this.#notReady(`ended ${restarts + 1} times before it was ready`);
        }
        if (isLate) throw this.#notReady(`is not ready after ${timeoutMs / 1_000} s`);
        await this.#changes.next;
      }
    } finally {
      cancel();
    }
  }

  /** Ends a pod that gets no new requests any more: what is in flight is finished first. */
  async retire(): Promise<void> {
    this.draining = true;
    this.#changed();
    await this.#sidecar?.drain(this.plan?.graceMs ?? 30_000);
    await this.stop();
  }

  /** The application first, while its sidecar can still carry its last calls. */
  async stop(): Promise<void> {
    this.draining = true;
    this.#stopped = true;
    this.#changes.announce();
    await this.#application?.stop();
    await this.#sidecar?.stop();
    await this.#starting?.catch(() => {});
    // An update that is under way may still be given addresses.
    await this.#updating;
    this.#configuration.release();
  }

  status(): PodStatus {
    const { name, namespace, workload, labels, proxy, ip } = this.#pod;
    return {
      ...{ name, namespace, workload, labels, proxy, ip, generation: this.generation },
      ready: this.ready,
      draining: this.draining,
      ...(this.predecessorEndedAt !== undefined && { predecessorEndedAt: this.predecessorEndedAt }),
      ...(this.#application && { application: this.#application.status() }),
      ...(this.#sidecar && { sidecar: this.#sidecar.status }),
      addresses: this.#configuration.addresses(),
      ...(this.plan?.standIn && { standIn: true as const }),
      ...(this.plan && { capture: captureEnv(this.#files) }),
      logs: this.#files.logs,
    };
  }

  #changed(): void {
    // First: those who wait hear of it also when what is told next throws.
    this.#changes.announce();
    this.#environment.onProcess();
    this.#onChange();
  }

  #throwIfStopped(): void {
    if (this.#stopped) throw interrupted(this.#pod);
  }

  #notReady(what: string) {
    const [place] = this.#configuration.placement?.application.values() ?? [];
    return notReady(this.#pod, {
      what,
      application: this.#application?.status(),
      logPath: this.#files.logs.application,
      listens: this.plan?.command?.isNode === false ? place : undefined,
    });
  }
}
