import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mesh, Pod, ProxyConfig } from '@lab/istio';
import { allotAddresses } from '../addresses/allot-addresses.ts';
import { formatAddress, type SocketAddress } from '../addresses/socket-address.ts';
import { LocalError } from '../local-error.ts';
import { type CredentialFiles, credentialFiles } from '../sidecars/credential-files.ts';
import { credentialsOf } from '../sidecars/credentials.ts';
import { HTTP_PROXY } from '../sidecars/http-proxy.ts';
import { placeOnLoopback } from '../sidecars/place-on-loopback.ts';
import type { Placement, Surroundings } from '../sidecars/placement.ts';
import { type Application, startApplication } from '../workloads/application.ts';
import { type CaptureMap, captureMap, type ResolveService } from '../workloads/capture-map.ts';
import type { ContainerPlan } from '../workloads/plan-container.ts';
import { programEnv } from '../workloads/program-env.ts';
import { writeAtomically } from '../write-atomically.ts';
import type { PodEnvironment } from './pod-environment.ts';
import type { PodStatus } from './pod-status.ts';
import { SidecarRunner } from './sidecar-runner.ts';

const PRELOAD = join(import.meta.dirname, '..', 'capture', 'capture.cjs');

/** An application that ended this many times again after a restart is not going to be ready by itself. */
const CRASH_LOOP = 3;

/** The mesh as one pod is to see it. */
export interface PodView {
  readonly mesh: Mesh;
  readonly pod: Pod;
  /** The proxy's configuration as a cluster's proxy would get it. */
  readonly config: ProxyConfig;
  readonly surroundings: Surroundings;
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
  #credentialsDir: string;
  #credentials: CredentialFiles;
  #capture: string | undefined;
  #sidecar: SidecarRunner | undefined;
  #application: Application | undefined;
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
    this.#dir = join(environment.podsDir, pod.namespace, `${pod.name}-${generation}`);
    this.#credentialsDir = join(this.#dir, 'credentials');
    this.#credentials = credentialFiles(this.#credentialsDir);
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
    return this.#placement?.inbound.get(containerPort);
  }

  /**
   * Starts the sidecar, and when it is ready the application (Istio, holdApplicationUntilProxyStarts), so that
   * its first call finds the mesh. Does not wait for the application to be ready.
   *
   * @throws EnvoyError or LocalError SIDECAR_NOT_READY when the sidecar does not come up; INTERRUPTED when it is
   *   stopped meanwhile
   */
  start(view: PodView): Promise<void> {
    this.#starting = this.#start(view);
    return this.#starting;
  }

  async #start(view: PodView): Promise<void> {
    const { namespace, serviceAccount } = this.#pod;
    const identity = { trustDomain: view.mesh.config.trustDomain, namespace, serviceAccount };
    const identityDir = await this.#environment.identities.ensure(identity);
    for (const dir of [this.#environment.logsDir, this.#dir])
      mkdirSync(dir, { recursive: true, mode: 0o700 });
    const addresses = await this.#allotAddresses(view);
    this.#throwIfStopped();
    this.#placement = {
      ...addresses,
      identityDir,
      credentialsDir: this.#credentialsDir,
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
      await this.#sidecar.start(await this.#place(view));
    }
    const rejection = await this.update(this.#view ?? view);
    this.#throwIfStopped();
    if (rejection) throw this.#sidecarRefuses(rejection);
    if (this.plan) this.#startApplication(this.plan, this.#placement);
  }

  #allotAddresses({ pod, config, mesh: { services } }: PodView) {
    const { addresses, publicPort } = this.#environment;
    return allotAddresses(this.id, pod, { config, services }, addresses, publicPort);
  }

  #startApplication(plan: ContainerPlan, { application: addresses, outbound }: Placement): void {
    const proxy = outbound.get(HTTP_PROXY);
    this.#application = startApplication({
      plan,
      addresses,
      extraEnv: {
        ...(!plan.command.isNode && programEnv({ listen: addresses, ...(proxy && { proxy }) })),
        ...this.#captureEnv(),
        HOSTNAME: this.#pod.name,
      },
      logPath: this.#logs().application,
      onChange: () => this.#changed(),
    });
    // Its process is there since before `pids` could name it.
    this.#changed();
  }

  /**
   * Brings a changed view into force, one after the other.
   *
   * @returns Envoy's words when it refuses the configuration, else undefined
   */
  update(view: PodView): Promise<string | undefined> {
    this.#pod = view.pod;
    this.#view = view;
    const updated = this.#updating.then(() => this.#bring(view));
    this.#updating = updated.catch(() => {});
    return updated;
  }

  async #bring(view: PodView): Promise<string | undefined> {
    if (!this.#placement) return undefined;
    const { outbound } = await this.#allotAddresses(view);
    this.#placement = { ...this.#placement, outbound };
    const rejection = await this.#sidecar?.apply(await this.#place(view));
    if (!rejection && this.plan) await this.#writeCapture(view);
    return rejection;
  }

  /**
   * @throws LocalError WORKLOAD_NOT_READY when it does not take requests within `timeoutMs` milliseconds, or ends
   *   again and again; INTERRUPTED when it is stopped meanwhile
   */
  async waitUntilReady(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!this.ready) {
      this.#throwIfStopped();
      const { phase, restarts = 0 } = this.#application?.status() ?? {};
      if (phase === 'backing-off' && restarts >= CRASH_LOOP) {
        throw this.#notReady(`has ended ${restarts + 1} times without being ready`);
      }
      if (Date.now() > deadline) throw this.#notReady(`is not ready after ${timeoutMs / 1_000} s`);
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
    this.#stopped = true;
    await this.#application?.stop();
    await this.#sidecar?.stop();
    await this.#starting?.catch(() => {});
    // An update that is under way may still be given addresses.
    await this.#updating;
    this.#environment.addresses.release(this.id);
  }

  status(): PodStatus {
    const { name, namespace, workload, labels, proxy, ip } = this.#pod;
    const { application, inbound, outbound, sourceAddress } = this.#placement ?? {};
    return {
      ...{ name, namespace, workload, labels, proxy, ip, generation: this.generation },
      ready: this.ready,
      draining: this.draining,
      ...(this.#application && { application: this.#application.status() }),
      ...(this.#sidecar && { sidecar: this.#sidecar.status }),
      addresses: {
        application: written(application),
        inbound: written(inbound),
        outbound: written(outbound),
        ...(sourceAddress && { source: sourceAddress }),
      },
      ...(this.plan && { capture: this.#captureEnv() }),
      logs: this.#logs(),
    };
  }

  #captureEnv() {
    return {
      LAB_CAPTURE: join(this.#dir, 'capture.json'),
      NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}`,
    };
  }

  /** The configuration as it is to be served, with the files that it names. */
  async #place(view: PodView): Promise<ProxyConfig> {
    const placement = this.#placement as Placement;
    const { pod, config, mesh, surroundings } = view;
    const secrets = credentialsOf(mesh, pod, config);
    await this.#credentials.write(secrets);
    const credentials = new Set(secrets.keys());
    return placeOnLoopback({ pod, config, services: mesh.services, credentials }, placement, surroundings);
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

  #throwIfStopped(): void {
    if (!this.#stopped) return;
    const message = `${this.#pod.namespace}/${this.#pod.name} was stopped before it was ready`;
    throw new LocalError('INTERRUPTED', message, 'Start it again.');
  }

  #sidecarRefuses(rejection: string): LocalError {
    const message = `the sidecar of ${this.#pod.namespace}/${this.#pod.name} refuses its configuration: ${rejection}`;
    return new LocalError('SIDECAR_NOT_READY', message, `Its log: ${this.#logs().sidecar}`);
  }

  #notReady(what: string): LocalError {
    const { application } = this.status();
    const last = application?.lastExit ? ` (last: ${application.lastExit})` : '';
    return new LocalError(
      'WORKLOAD_NOT_READY',
      `${this.#pod.namespace}/${this.#pod.name} ${what}${last}`,
      `Its log: ${this.#logs().application}${this.#whereToListen()}`,
    );
  }

  /** A program that listens elsewhere is the common reason for which nobody reaches it. */
  #whereToListen(): string {
    const [place] = this.plan?.command.isNode === false ? (this.#placement?.application.values() ?? []) : [];
    return place ? `. It has to listen at ${formatAddress(place)}, which HOST and PORT tell it` : '';
  }
}

function written(addresses: ReadonlyMap<number | string, SocketAddress> = new Map()): Record<string, string> {
  return Object.fromEntries([...addresses].map(([name, place]) => [name, formatAddress(place)]));
}
