import { setTimeout as delay } from 'node:timers/promises';
import { type Kubectl, type KubeObject, type RollingDeployment, rolloutOf } from '@lab/cluster';
import { type Before, type Plan, planChange, planRestore, referenceTo } from './change-plan.ts';
import { readRecord, writeRecord } from './change-record.ts';
import { type Claim, hold, release } from './lease.ts';
import { asWritten, byKey, keyOf } from './object-key.ts';
import { type AskIstiod, proxiesInStep } from './proxies-in-step.ts';

/** Milliseconds between two looks at rollouts, and for all of them: pods that do not get ready are a lesson's matter. */
const LOOK_MS = 500;
const ROLLOUT_MS = 90_000;

/** What is deployed, and the way to change it. */
export interface Change {
  /** The objects as they were before all changes; those that are not there are left out. */
  readonly deployed: readonly KubeObject[];
  /**
   * Makes the cluster what is wanted, and resolves when pods are replaced and every proxy has acknowledged it.
   *
   * @param wanted the deployed objects, changed: what is left out of it goes, what is new comes
   * @throws LabError REJECTED where the API server takes one of them not: nothing has changed then
   */
  apply(wanted: readonly KubeObject[]): Promise<void>;
}

/** Changes to a cluster that can be taken back, by whoever comes later: a record in the cluster says what was before. */
export interface ClusterChanges {
  /** @param asked what the change may be about: type, namespace and name count */
  begin(asked: readonly KubeObject[]): Promise<Change>;
  /** Puts everything back, and forgets it. */
  restore(): Promise<void>;
  /** @throws LabError LEARNER_BUSY while another learner holds the cluster */
  hold(claim: Claim): Promise<void>;
  release(holder: string): Promise<void>;
}

export interface ChangesOptions {
  readonly cluster: Kubectl;
  readonly istiod: AskIstiod;
  /** Called when the mesh is another one. */
  readonly onChanged: () => void;
  readonly signal: AbortSignal;
}

export function clusterChanges({ cluster, istiod, onChanged, signal }: ChangesOptions): ClusterChanges {
  const live = async (references: readonly KubeObject[]) =>
    byKey((await cluster.read(references)).map(asWritten));
  const carryOut = async ({ writes, before }: Plan, recorded: Before) => {
    const { create, replace, delete: gone } = writes;
    const during = new Map([...recorded, ...before]);
    if (create.length + replace.length + gone.length > 0) {
      await cluster.write('create', create, true);
      await cluster.write('replace', replace, true);
      // What was before is kept before it goes.
      if (during.size !== recorded.size) await writeRecord(cluster, during);
      onChanged();
      await cluster.write('create', create);
      await cluster.write('replace', replace);
      await cluster.write('delete', gone);
      const written = [...create, ...replace].map(referenceTo);
      await rolledOut(cluster, written, signal);
      const objects = await cluster.read(written);
      await proxiesInStep(istiod, { objects, deleted: gone.map(keyOf) }, signal);
      onChanged();
    }
    if (before.size !== during.size) await writeRecord(cluster, before);
  };
  return {
    begin: async (asked) => {
      const before = await readRecord(cluster);
      const references = [...asked, ...[...before.values()].map(({ reference }) => reference)];
      const found = await live([...byKey(references).values()].map(referenceTo));
      const asDeployed = (key: string) => (before.has(key) ? before.get(key)?.object : found.get(key));
      const deployed = asked.flatMap((object) => asDeployed(keyOf(object)) ?? []);
      return {
        deployed,
        apply: async (wanted) => {
          const added = wanted.filter((object) => !found.has(keyOf(object)) && !before.has(keyOf(object)));
          const all = new Map([...found, ...(await live(added.map(referenceTo)))]);
          const known = new Set(deployed.map(keyOf));
          await carryOut(planChange({ live: all, before }, byKey(wanted), known), before);
        },
      };
    },
    restore: async () => {
      const before = await readRecord(cluster);
      const found = await live([...before.values()].map(({ reference }) => reference));
      await carryOut(planRestore({ live: found, before }), before);
    },
    hold: (claim) => hold(cluster, claim),
    release: (holder) => release(cluster, holder),
  };
}

/** Waits until pods of Deployments are replaced, or for as long as is worth it. */
async function rolledOut(
  cluster: Kubectl,
  written: readonly KubeObject[],
  signal: AbortSignal,
): Promise<void> {
  let waiting = written.filter(({ kind }) => kind === 'Deployment');
  for (let waited = 0; waiting.length > 0 && waited < ROLLOUT_MS; waited += LOOK_MS) {
    const found = await cluster.read(waiting);
    const running = found.filter(
      (object) => rolloutOf(object as unknown as RollingDeployment).state === 'running',
    );
    waiting = running.map(referenceTo);
    if (waiting.length > 0) await delay(LOOK_MS, undefined, { signal });
  }
}
