import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mesh, Pod, ProxyConfig } from '@lab/istio';
import { LocalError } from '../local-error.ts';
import { placeOnLoopback } from '../sidecars/place-on-loopback.ts';
import type { Placement, ResolvePod, ResolveProvided } from '../sidecars/placement.ts';
import { type Application, startApplication } from '../workloads/application.ts';
import { type CaptureMap, captureMap, type ResolveService } from '../workloads/capture-map.ts';
import type { ContainerPlan } from '../workloads/plan-container.ts';
import { writeAtomically } from '../write-atomically.ts';
import { allotPorts } from './allot-ports.ts';
import type { PodEnvironment } from './pod-environment.ts';
import type { PodStatus } from './pod-status.ts';
import { SidecarRunner } from './sidecar-runner.ts';

const PRELOAD = join(import.meta.dirname, '..', 'capture', 'capture.cjs');

/** The mesh as one pod is to see it. */
export interface PodView {
  readonly mesh: Mesh;
  readonly pod: Pod;
  /** The proxy's configuration as a cluster's proxy would get it. */
  readonly config: ProxyConfig;
  readonly resolvePod: ResolvePod;
  readonly resolveProvided: ResolveProvided;
  readonly resolveService: ResolveService;
}

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
  #pod: Pod;
  #environment: PodEnvironment;
  #onChange: () => void;
  #dir: string;
  #placement: Placement | undefined;
  #capture: string | undefined;
  #sidecar: SidecarRunner | undefined;
  #application: Application | undefined;

  constructor({ pod, generation, plan, environment, onChange }: PodInstanceOptions) {
    this.id = `${pod.namespace}/${pod.name}#${generation}`;
    this.generation = generation;
    this.plan = plan;
    this.#pod = pod;
    this.#environment = environment;
    this.#onChange = onChange;
    this.#dir = join(environment.podsDir, pod.namespace, `${pod.name}-${generation}`);
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

  /** Loopback port at which other pods reach `containerPort`: the sidecar's, or the application's where there is none. */
  reach(containerPort: number): number | undefined {
    const ports = this.#pod.proxy === 'none' ? this.#placement?.application : this.#placement?.inbound;
    return ports?.get(containerPort);
  }

  /**
   * Starts the sidecar, and when it is ready the application (Istio, holdApplicationUntilProxyStarts), so that
   * its first call finds the mesh. Does not wait for the application to be ready.
   *
   * @throws EnvoyError or LocalError SIDECAR_NOT_READY when the sidecar does not come up
   */
  async start(view: PodView): Promise<void> {
    const { namespace, serviceAccount, name } = this.#pod;
    const identity = { trustDomain: view.mesh.config.trustDomain, namespace, serviceAccount };
    const identityDir = await this.#environment.identities.ensure(identity);
    for (const dir of [this.#environment.logsDir, this.#dir])
      mkdirSync(dir, { recursive: true, mode: 0o700 });
    const ports = await allotPorts(this.id, this.#pod, view.config, this.#environment);
    this.#placement = {
      ...ports,
      xdsDir: join(this.#dir, 'sidecar', 'xds'),
      identityDir,
      accessLogPath: this.#logs().access,
    };
    if (this.#pod.proxy !== 'none') {
      this.#sidecar = new SidecarRunner({
        binary: this.#environment.envoyBinary,
        pod: this.#pod,
        domain: view.mesh.config.domain,
        dir: join(this.#dir, 'sidecar'),
        socketDir: this.#environment.socketDir,
        logPath: this.#logs().sidecar,
        onChange: () => this.#changed(),
      });
      await this.#sidecar.start(this.#place(view));
    }
    if (!this.plan) return;
    await this.#writeCapture(view);
    this.#application = startApplication({
      plan: this.plan,
      ports: this.#placement.application,
      extraEnv: {
        LAB_CAPTURE: join(this.#dir, 'capture.json'),
        NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}`,
        HOSTNAME: name,
      },
      logPath: this.#logs().application,
      onChange: () => this.#changed(),
    });
  }

  /**
   * Brings a changed view into force.
   *
   * @returns Envoy's words when it refuses the configuration, else undefined
   */
  async update(view: PodView): Promise<string | undefined> {
    this.#pod = view.pod;
    if (!this.#placement) return undefined;
    const ports = await allotPorts(this.id, view.pod, view.config, this.#environment);
    this.#placement = { ...this.#placement, outbound: ports.outbound };
    const rejection = await this.#sidecar?.apply(this.#place(view));
    if (!rejection && this.plan) await this.#writeCapture(view);
    return rejection;
  }

  /** @throws LocalError WORKLOAD_NOT_READY when it does not take requests within `timeoutMs` milliseconds */
  async waitUntilReady(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!this.ready) {
      if (Date.now() > deadline) throw this.#notReady(timeoutMs);
      await sleep(20);
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
    await this.#application?.stop();
    await this.#sidecar?.stop();
    this.#environment.ports.release(`${this.id}/`);
  }

  status(): PodStatus {
    const { name, namespace, workload, labels, proxy } = this.#pod;
    const { application, inbound, outbound } = this.#placement ?? {};
    return {
      ...{ name, namespace, workload, labels, proxy, generation: this.generation },
      ready: this.ready,
      draining: this.draining,
      ...(this.#application && { application: this.#application.status() }),
      ...(this.#sidecar && { sidecar: this.#sidecar.status }),
      ports: {
        application: Object.fromEntries(application ?? []),
        inbound: Object.fromEntries(inbound ?? []),
        outbound: Object.fromEntries(outbound ?? []),
      },
      logs: this.#logs(),
    };
  }

  #place(view: PodView): ProxyConfig {
    const placement = this.#placement as Placement;
    return placeOnLoopback(view.config, placement, view.resolvePod, view.resolveProvided);
  }

  async #writeCapture(view: PodView): Promise<void> {
    const placement = this.#placement as Placement;
    const map: CaptureMap = captureMap(view.mesh, view.pod, placement, view.resolveService);
    const text = JSON.stringify(map, undefined, 1);
    if (text === this.#capture) return;
    await writeAtomically(join(this.#dir, 'capture.json'), text);
    this.#capture = text;
  }

  #changed(): void {
    this.#environment.onProcess();
    this.#onChange();
  }

  #logs(): PodStatus['logs'] {
    const stem = join(this.#environment.logsDir, `${this.#pod.namespace}.${this.#pod.name}`);
    return { application: `${stem}.log`, sidecar: `${stem}.envoy.log`, access: `${stem}.access.log` };
  }

  #notReady(timeoutMs: number): LocalError {
    const { application } = this.status();
    const last = application?.lastExit ? ` (last: ${application.lastExit})` : '';
    return new LocalError(
      'WORKLOAD_NOT_READY',
      `${this.#pod.namespace}/${this.#pod.name} is not ready after ${timeoutMs / 1_000} s${last}`,
      `Its log: ${this.#logs().application}`,
    );
  }
}
