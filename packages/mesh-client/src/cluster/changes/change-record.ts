import type { Kubectl, KubeObject } from '@lab/cluster';
import { LabError } from '@lab/errors';
import type { Before } from './change-plan.ts';
import { keyOf } from './object-key.ts';

/**
 * The namespace of what the lab itself keeps in a cluster: it is the application's, so that nobody needs the right to write
 * ConfigMaps and Leases in istio-system for it.
 */
export const OWN_NAMESPACE = 'frontend';
/** A ConfigMap with what was there before the first change. */
const RECORD = 'istio-the-hard-way-lesson';
const reference: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: RECORD, namespace: OWN_NAMESPACE },
};
const FIELD = 'before.json';
const NOTE =
  'What ./lab learn --on has changed, as it was before. `./lab learn reset --on CONTEXT` puts it back.';

type Entry = Before extends ReadonlyMap<string, infer Value> ? Value : never;

/** What lessons have changed in a cluster, as it was before; empty where no lesson is open. */
export interface ChangeRecord {
  readonly before: Before;
  /**
   * Keeps what was before, in place of what was kept; nothing of it deletes the record.
   *
   * @throws LabError CONFLICT where another has written it since it was read
   */
  save(before: Before): Promise<void>;
}

/** Reads the record, before the objects that it is about: who writes it later has seen what was written before. */
export async function openRecord(cluster: Kubectl): Promise<ChangeRecord> {
  let found = await find(cluster);
  return {
    before: beforeOf(cluster, found),
    save: async (before) => {
      if (before.size === 0) return cluster.write('delete', [reference]);
      const resourceVersion = found?.metadata.resourceVersion;
      const metadata = { ...reference.metadata, ...(resourceVersion !== undefined && { resourceVersion }) };
      const data = { README: NOTE, [FIELD]: JSON.stringify([...before.values()]) };
      await cluster.write(found ? 'replace' : 'create', [{ ...reference, metadata, data }]);
      found = await find(cluster);
    },
  };
}

type ConfigMap = KubeObject & { readonly data?: Readonly<Record<string, string>> };

async function find(cluster: Kubectl): Promise<ConfigMap | undefined> {
  return (await cluster.read([reference]))[0] as ConfigMap | undefined;
}

function beforeOf({ context }: Kubectl, found: ConfigMap | undefined): Before {
  if (!found) return new Map();
  try {
    const entries = JSON.parse(found.data?.[FIELD] ?? '') as readonly Entry[];
    return new Map(entries.map((entry) => [keyOf(entry.reference), entry]));
  } catch (error) {
    throw new LabError(
      'RECORD_UNREADABLE',
      `the ConfigMap ${OWN_NAMESPACE}/${RECORD} does not say what was there before the lesson`,
      `Deploy the application again, then delete it: kubectl --context ${context} delete configmap -n ${OWN_NAMESPACE} ${RECORD}.`,
      { cause: error },
    );
  }
}
