import { setTimeout as delay } from 'node:timers/promises';
import { type Kubectl, type KubeObject, type RollingDeployment, rolloutOf } from '@lab/cluster';
import { hasCode } from '@lab/errors';
import { type Plan, planChange, planRestore, referenceTo, writesFor } from './change-plan.ts';
import { type ChangeRecord, openRecord } from './change-record.ts';
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
  const writeAll = async ({ create, replace, delete: gone }: Plan['writes']) => {
    onChanged();
    await cluster.write('create', create);
    await cluster.write('replace', replace);
    await cluster.write('delete', gone);
  };
  /** Writes all, or nothing: what was written before one is refused is put back. */
  const writeOrUndo = async (writes: Plan['writes'], found: ReadonlyMap<string, KubeObject>) => {
    try {
      await writeAll(writes);
    } catch (error) {
      if (!hasCode(error, 'REJECTED')) throw error;
      const objects = Object.values(writes).flat();
      const now = await live(objects.map(referenceTo));
      await writeAll(
        writesFor(new Map(objects.map((object) => [keyOf(object), found.get(keyOf(object))])), now),
      );
      throw error;
    }
  };
  const carryOut = async (
    { writes, before }: Plan,
    record: ChangeRecord,
    found: ReadonlyMap<string, KubeObject>,
  ) => {
    const during = new Map([...record.before, ...before]);
    const written = [...writes.create, ...writes.replace].map(referenceTo);
    if (written.length + writes.delete.length > 0) {
      // What was before is kept before it goes.
      if (during.size !== record.before.size) await record.save(during);
      await writeOrUndo(writes, found);
      await rolledOut(cluster, written, signal);
      const objects = await cluster.read(written);
      await proxiesInStep(istiod, { objects, deleted: writes.delete.map(keyOf) }, signal);
      onChanged();
    }
    if (before.size !== during.size) await record.save(before);
  };
  return {
    begin: async (asked) => {
      const record = await openRecord(cluster);
      const { before } = record;
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
          await carryOut(planChange({ live: all, before }, byKey(wanted), known), record, all);
        },
      };
    },
    restore: async () => {
      const record = await openRecord(cluster);
      const { before } = record;
      const found = await live([...before.values()].map(({ reference }) => reference));
      await carryOut(planRestore({ live: found, before }), record, found);
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
