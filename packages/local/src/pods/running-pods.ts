import type { Pod } from '@lab/istio';
import type { ContainerPlan } from '../workloads/plan-container.ts';
import type { PodEnvironment } from './pod-environment.ts';
import { PodInstance } from './pod-instance.ts';
import { keyOf } from './pod-key.ts';

export interface RunningPodsOptions {
  readonly environment: PodEnvironment;
  /** Told whenever a pod's status has changed, or one is gone. */
  readonly onChange: () => void;
  /** Told when other pods than before take requests. */
  readonly onReadyPods: () => void;
}

/** The pods that run, start and drain, oldest first. Two are of one name while one replaces the other. */
export class RunningPods {
  #options: RunningPodsOptions;
  #instances: readonly PodInstance[] = [];
  #generations = new Map<string, number>();
  #readyBefore = '';

  constructor(options: RunningPodsOptions) {
    this.#options = options;
  }

  get all(): readonly PodInstance[] {
    return this.#instances;
  }

  /** The oldest that stands for a pod. */
  of(pod: Pod): PodInstance | undefined {
    return this.#instances.find((instance) => keyOf(instance.pod) === keyOf(pod));
  }

  /** Adds another instance of a pod, which is not started yet. */
  add(pod: Pod, plan: ContainerPlan | undefined): PodInstance {
    const key = keyOf(pod);
    const generation = this.#generations.get(key) ?? 0;
    this.#generations.set(key, generation + 1);
    const { environment } = this.#options;
    const onChange = () => this.#changed();
    const instance = new PodInstance({ pod, generation, ...(plan && { plan }), environment, onChange });
    this.#instances = [...this.#instances, instance];
    return instance;
  }

  /** Drops one that has ended. */
  forget(instance: PodInstance): void {
    this.#instances = this.#instances.filter((other) => other !== instance);
    this.#options.onChange();
  }

  #changed(): void {
    const ready = this.#instances.filter((instance) => instance.ready).map(({ id }) => id);
    if (ready.join() !== this.#readyBefore) {
      this.#readyBefore = ready.join();
      this.#options.onReadyPods();
    }
    this.#options.onChange();
  }
}
