import { availableParallelism } from 'node:os';
import { hasCode, LabError } from '@lab/errors';
import type { Finding, Mesh, Pod } from '@lab/istio';
import { atMost } from '../at-most.ts';
import { coalesced } from '../coalesced.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { ResolveProvided } from '../sidecars/placement.ts';
import type { DesiredState } from './desired-state.ts';
import { MeshView } from './mesh-view.ts';
import type { PodEnvironment } from './pod-environment.ts';
import { endpointsNotTaken, unknownWorkload } from './pod-errors.ts';
import type { PodInstance } from './pod-instance.ts';
import { keyOf } from './pod-key.ts';
import { maySendToOldPods, type PodShortfall, rejectionFindings } from './rejection-findings.ts';
import { RunningPods } from './running-pods.ts';
import { updatePods } from './update-pods.ts';

export interface FleetOptions {
  readonly environment: PodEnvironment;
  readonly resolveProvided: ResolveProvided;
  /** Told whenever a pod's status has changed. */
  readonly onChange: () => void;
  /** Told of a pod that could not be started, or of a sidecar that does not answer. */
  readonly onError: (error: unknown) => void;
}

/** What became of a mesh at the sidecars. */
export interface Adoption {
  readonly adopted: boolean;
  /** What sidecars reject of it. */
  readonly findings: readonly Finding[];
}

/** As many sidecars may start at the same time, on any machine. */
const FEWEST_AT_ONCE = 8;
/** How long a pod may take to become ready, in milliseconds. */
const READY_MS = 60_000;

/** Every running pod of the mesh; knows which of them take requests and tells all sidecars. */
export class Fleet {
  #options: FleetOptions;
  #running: RunningPods;
  #desired: DesiredState;
  #view: MeshView;
  /** Two replacements of one pod at a time would leave two of it. */
  #inTurn = oneAtATime();
  /** An Envoy has a time in which to be ready, and a hundred at once would not keep it. */
  #startInTurn = atMost(Math.max(FEWEST_AT_ONCE, 2 * availableParallelism()));
  /** One that is rejected under a guard goes back to a mesh that every sidecar had. */
  #adoptInTurn = oneAtATime();
  #stopping = false;
  /** What the sidecars have not made active, since the newest update. */
  #shortfalls: readonly PodShortfall[] = [];

  constructor(options: FleetOptions, desired: DesiredState) {
    this.#options = options;
    const { environment, onChange } = options;
    this.#running = new RunningPods({ environment, onChange, onReadyPods: () => this.#tellSidecars() });
    this.#desired = desired;
    const { addresses } = environment;
    const { resolveProvided } = options;
    this.#view = new MeshView(desired, { addresses, resolveProvided, instances: () => this.instances });
    environment.identities.onRenewal(() => this.#tellSidecars());
  }

  get mesh(): Mesh {
    return this.#desired.mesh;
  }

  /** A finding for each thing that sidecars reject: it stays at its last version there until it is mended. */
  get findings(): readonly Finding[] {
    return rejectionFindings(this.mesh, this.#shortfalls);
  }

  get instances(): readonly PodInstance[] {
    return this.#running.all;
  }

  /** `ADDRESS:PORT` of a listener of a pod's Envoy; undefined where it has none of that name, or does not run. */
  listenerAddress(pod: Pod, listener: string): string | undefined {
    return this.#running.of(pod)?.status().addresses.outbound[listener];
  }

  /**
   * Starts the pods that the mesh has and that do not run yet, and waits until they take requests.
   *
   * @returns an error for each pod whose application does not come up; it goes on trying
   * @throws LabError when a pod cannot run at all
   */
  startMissing(): Promise<LabError[]> {
    return this.#inTurn(async () => {
      const missing = this.mesh.pods.filter((pod) => !this.#running.of(pod) && this.#canRun(pod));
      if (missing.length === 0) return [];
      const late: LabError[] = [];
      const start = async (pod: Pod) => {
        await this.#startPod(pod).catch((error: LabError) => {
          if (error.code !== 'WORKLOAD_NOT_READY') throw error;
          late.push(error);
        });
      };
      await Promise.all(missing.map(start));
      await this.refresh();
      return late;
    });
  }

  /**
   * Puts another mesh into force at every sidecar. What one of them rejects stays at its last version there; under a guard all
   * sidecars go back to the mesh before.
   *
   * @returns what sidecars reject, and whether the mesh is in force
   */
  adopt(desired: DesiredState): Promise<Adoption> {
    return this.#adoptInTurn(async () => {
      const before = this.#desired;
      this.#setDesired(desired);
      await this.refresh();
      const { findings } = this;
      if (!desired.guarded || findings.length === 0) return { adopted: true, findings };
      this.#setDesired(before);
      await this.refresh();
      return { adopted: false, findings };
    });
  }

  /** Ends the pods that the mesh has no longer. */
  retireSurplus(): Promise<void> {
    return this.#inTurn(async () => {
      const wanted = new Set(this.mesh.pods.map(keyOf));
      const surplus = this.instances.filter(({ pod }) => !wanted.has(keyOf(pod)));
      if (surplus.length === 0) return;
      for (const instance of surplus) instance.draining = true;
      await this.refresh();
      await Promise.all(surplus.map((instance) => this.#retire(instance)));
    });
  }

  /**
   * Replaces every pod of a workload, one after the other and without a gap: the new one is started, all
   * sidecars send to it, and only then is the old one drained and stopped.
   *
   * @throws LabError UNKNOWN_WORKLOAD, or WORKLOAD_NOT_READY when a new pod does not come up: the old one stays
   */
  restart(workload: string, namespace?: string): Promise<void> {
    const isMeant = ({ pod }: PodInstance) =>
      pod.workload === workload && (namespace === undefined || pod.namespace === namespace);
    return this.#inTurn(async () => {
      const olds = this.instances.filter((instance) => isMeant(instance) && !instance.draining);
      if (olds.length === 0) throw unknownWorkload(workload, this.instances);
      for (const old of olds) await this.#replace(old);
    });
  }

  /**
   * Brings every sidecar up to date with the mesh and with which pods are ready. Calls that come while one is
   * at work are served together by the next.
   */
  readonly refresh: () => Promise<void> = coalesced(() => this.#updateAll());

  /** Ends every process, also of pods that are just starting. No pod starts any more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const instances = this.instances;
    await Promise.all(instances.map((instance) => instance.stop()));
    // What is at work on them ends.
    await Promise.all([this.#inTurn(async () => {}), this.refresh()]);
    for (const instance of instances) this.#running.forget(instance);
  }

  async #updateAll(): Promise<void> {
    if (this.#stopping) return;
    const running = this.instances.filter((instance) => !instance.draining);
    this.#shortfalls = await updatePods(running, this.#view.now());
  }

  async #startPod(pod: Pod): Promise<PodInstance> {
    if (this.#stopping)
      throw new LabError('INTERRUPTED', 'the lab is stopping', 'Start it again with `./lab up`.');
    const instance = this.#running.add(pod, this.#desired.plans.get(keyOf(pod)));
    try {
      await this.#makeKnown();
      await this.#startInTurn(() => instance.start(this.#view.of(pod), this.#desired.guarded));
      await instance.waitUntilReady(READY_MS);
    } catch (error) {
      // A pod whose application does not come up goes on trying; without a sidecar there is nothing to go on with.
      if (!hasCode(error, 'WORKLOAD_NOT_READY')) await this.#remove(instance);
      throw error;
    }
    return instance;
  }

  /**
   * Tells all sidecars which pods there are, before a new one starts: a policy on addresses has to know it from its first
   * call, and no pod before it by the same address.
   */
  async #makeKnown(): Promise<void> {
    if (!this.#options.environment.addresses.shared) await this.refresh();
  }

  async #replace(old: PodInstance): Promise<void> {
    const pod = this.mesh.pods.find((candidate) => keyOf(candidate) === keyOf(old.pod)) ?? old.pod;
    const fresh = await this.#startPod(pod).catch(async (error) => {
      await this.#removeNewest(pod, old);
      throw error;
    });
    old.draining = true;
    await this.refresh();
    const caller = this.#shortfalls.find(maySendToOldPods);
    if (caller) {
      old.draining = false;
      await this.#remove(fresh);
      throw endpointsNotTaken(caller.pod);
    }
    await this.#retire(old);
  }

  async #retire(instance: PodInstance): Promise<void> {
    await instance.retire();
    this.#running.forget(instance);
    const successor = this.#running.of(instance.pod);
    if (successor) successor.predecessorEndedAt = Date.now();
  }

  async #remove(instance: PodInstance): Promise<void> {
    await instance.stop();
    this.#running.forget(instance);
  }

  async #removeNewest(pod: Pod, old: PodInstance): Promise<void> {
    const fresh = this.instances.find((instance) => keyOf(instance.pod) === keyOf(pod) && instance !== old);
    if (fresh) await this.#remove(fresh);
  }

  /** A pod that became ready, or is not any more, is news for every sidecar, and a certificate for those that show it. */
  #tellSidecars(): void {
    this.refresh().catch((error) => {
      if (!this.#stopping) this.#options.onError(error);
    });
  }

  #setDesired(desired: DesiredState): void {
    this.#desired = desired;
    this.#view = this.#view.next(desired);
  }

  #canRun(pod: Pod): boolean {
    return pod.proxy === 'gateway' || this.#desired.plans.has(keyOf(pod));
  }
}
