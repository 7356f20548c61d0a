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

/** What lessons have changed in the cluster, as it was before; nothing where no lesson is open. */
export async function readRecord(cluster: Kubectl): Promise<Before> {
  const [found] = await cluster.read([reference]);
  const text = (found as { data?: Readonly<Record<string, string>> } | undefined)?.data?.[FIELD];
  if (text === undefined) return new Map();
  try {
    const entries = JSON.parse(text) as readonly Entry[];
    return new Map(entries.map((entry) => [keyOf(entry.reference), entry]));
  } catch (error) {
    throw new LabError(
      'RECORD_UNREADABLE',
      `the ConfigMap ${OWN_NAMESPACE}/${RECORD} does not say what was there before the lesson`,
      `Deploy the application again, then delete it: kubectl --context ${cluster.context} delete configmap -n ${OWN_NAMESPACE} ${RECORD}.`,
      { cause: error },
    );
  }
}

/** Keeps what was before, in place of what was kept; nothing of it deletes the record. */
export async function writeRecord(cluster: Kubectl, before: Before): Promise<void> {
  if (before.size === 0) return cluster.write('delete', [reference]);
  const record = { ...reference, data: { README: NOTE, [FIELD]: JSON.stringify([...before.values()]) } };
  const [found] = await cluster.read([reference]);
  await cluster.write(found ? 'replace' : 'create', [record]);
}
