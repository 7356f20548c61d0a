import { hasCode } from '@lab/errors';
import { pathFrom } from '@lab/kustomize';
import { buildArtifacts } from '../build/build-artifacts.ts';
import { affectedFolders } from '../build/source-folders.ts';
import type { LabEvent } from '../lab-event.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { DesiredOverlay } from '../overlay/desired-overlay.ts';
import type { Fleet } from './fleet.ts';
import type { PodInstance } from './pod-instance.ts';
import { keyOf } from './pod-key.ts';

export interface RollOutOptions {
  readonly root: string;
  readonly fleet: Fleet;
  /** What runs when this begins; its folders are built. */
  readonly desired: DesiredOverlay;
  readonly onEvent: (event: LabEvent) => void;
  /** Aborted when the lab stops. */
  readonly signal: AbortSignal;
}

const REMEDY =
  'Correct the file that the output names and save it: the lab builds again. The old pods keep running.';

/** Brings the pods in step with what is to run: one change at a time, in the order in which they were asked for. */
export class RollOut {
  #options: RollOutOptions;
  #latest: DesiredOverlay;
  #built: Set<string>;
  /** Files by application, edited and not yet in its pods. */
  #edited = new Map<string, Set<string>>();
  #inTurn = oneAtATime();
  /** What became of the desired state that was asked for last. */
  #outcome: Promise<readonly Error[]> = Promise.resolve([]);

  constructor(options: RollOutOptions) {
    this.#options = options;
    this.#latest = options.desired;
    this.#built = new Set(options.desired.folders);
  }

  /** What was asked for last. */
  get desired(): DesiredOverlay {
    return this.#latest;
  }

  /** Those of the folders whose applications have not been built yet. */
  unbuilt(folders: readonly string[]): readonly string[] {
    return folders.filter((folder) => !this.#built.has(folder));
  }

  /** Builds those applications that have not been built yet. @throws LabError BUILD_FAILED */
  buildNew(folders: readonly string[]): Promise<void> {
    return this.#inTurn(() => this.#buildNew(folders));
  }

  /**
   * Starts pods that are new, replaces those whose template changed and ends those that are gone. Of several desired
   * states that wait only the last is worth doing: who asked for one before it waits for the last.
   *
   * @returns what did not come up; it has been told as events as well
   */
  desire(desired: DesiredOverlay): Promise<readonly Error[]> {
    this.#latest = desired;
    const brought = this.#inTurn(async () => (this.#latest === desired ? this.#bring(desired) : undefined));
    this.#outcome = brought.then((failures) => failures ?? this.#outcome);
    return this.#outcome;
  }

  /** Builds the applications that sources belong to, and replaces their pods. Pods stay where a build fails. */
  rebuild(files: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      await this.#rebuild(files).catch((error) => this.#tell(error));
    });
  }

  /**
   * Replaces the pods of a workload by such of the sources as they are now.
   *
   * @param workload its name, with or without its namespace: `backend-stable`, `backend/backend-stable`
   * @throws LabError as Fleet.restart, or BUILD_FAILED
   */
  restart(workload: string): Promise<void> {
    return this.#inTurn(async () => {
      const { fleet } = this.#options;
      const [name = '', namespace] = workload.split('/').reverse();
      const olds = fleet.instances.filter(
        ({ pod }) => pod.workload === name && (namespace === undefined || pod.namespace === namespace),
      );
      await this.#build([...new Set(olds.flatMap((instance) => this.#folderOf(instance) ?? []))]);
      await fleet.restart(name, namespace);
    });
  }

  async #bring({ folders, plans }: DesiredOverlay): Promise<Error[]> {
    const { fleet } = this.#options;
    const failures: Error[] = [];
    try {
      await this.#buildNew(folders);
      for (const late of await fleet.startMissing()) failures.push(...this.#tell(late));
      await fleet.retireSurplus();
    } catch (error) {
      failures.push(...this.#tell(error));
    }
    const changed = fleet.instances.filter(({ pod, plan }) => {
      const wanted = plans.get(keyOf(pod));
      return wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(plan);
    });
    return [...failures, ...(await this.#replace(changed)).failures];
  }

  async #rebuild(files: readonly string[]): Promise<void> {
    const { root, fleet, onEvent, signal } = this.#options;
    const start = performance.now();
    for (const folder of affectedFolders(root, this.#latest.folders, files)) {
      this.#edited.set(folder, new Set([...(this.#edited.get(folder) ?? []), ...files]));
    }
    const folders = [...this.#edited.keys()];
    if (folders.length === 0) return;
    onEvent({ type: 'building', folders });
    await this.#build(folders);
    const written = [...new Set([...this.#edited.values()].flatMap((edited) => [...edited]))];
    this.#edited.clear();
    const olds = fleet.instances.filter((instance) => folders.includes(this.#folderOf(instance) ?? '-'));
    const { workloads, failures } = await this.#replace(olds);
    if (failures.length > 0 || signal.aborted) return;
    onEvent({ type: 'applied', files: written, milliseconds: performance.now() - start, workloads });
  }

  #buildNew(folders: readonly string[]): Promise<void> {
    return this.#build(this.unbuilt(folders));
  }

  async #build(folders: readonly string[]): Promise<void> {
    const { root, signal } = this.#options;
    await buildArtifacts({ root, folders, remedy: REMEDY, signal });
    for (const folder of folders) this.#built.add(folder);
  }

  /** Replaces all pods of the workloads that these belong to. */
  async #replace(instances: readonly PodInstance[]) {
    const workloads = new Map(instances.map(({ pod }) => [`${pod.namespace}/${pod.workload}`, pod]));
    const failures: Error[] = [];
    for (const { workload, namespace } of workloads.values()) {
      // One workload that does not come up keeps no other from its new pods.
      await this.#options.fleet
        .restart(workload, namespace)
        .catch((error) => failures.push(...this.#tell(error)));
    }
    return { workloads: [...workloads.values()].map(({ workload }) => workload), failures };
  }

  /** Tells a failure, unless the end of the lab is all there is to it. Returns what was told. */
  #tell(error: unknown): Error[] {
    const { onEvent, signal } = this.#options;
    if (signal.aborted || hasCode(error, 'INTERRUPTED')) return [];
    onEvent({ type: 'error', error });
    return [error as Error];
  }

  #folderOf({ plan }: PodInstance): string | undefined {
    return plan?.command && pathFrom(this.#options.root, plan.command.cwd);
  }
}
