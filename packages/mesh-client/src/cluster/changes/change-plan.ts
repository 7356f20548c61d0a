import type { KubeObject, WriteVerb } from '@lab/cluster';
import { isSame } from './object-key.ts';
import { isStill, marked } from './written-mark.ts';

type Objects = ReadonlyMap<string, KubeObject>;

/** What objects were before a lesson changed them, by their keys: the object, or the mere reference to one that was not there. */
export type Before = ReadonlyMap<string, { readonly reference: KubeObject; readonly object?: KubeObject }>;

export interface Plan {
  readonly writes: Readonly<Record<WriteVerb, readonly KubeObject[]>>;
  /** What was before, of everything that differs from it once this is done. */
  readonly before: Before;
}

/** What there is: the state to plan from. */
export interface Found {
  /** The objects of the cluster as they are now, as far as this is about them. */
  readonly live: Objects;
  /** What the record says of the changes before this one. */
  readonly before: Before;
}

/**
 * The writes that make the cluster what is wanted: objects that differ from what was before all changes are written, those
 * of earlier changes that nobody wants any more are put back.
 *
 * @param wanted everything that is to be there, unchanged objects among them
 * @param known keys of what the wanted state was made from: of these, what is not wanted is to go
 */
export function planChange({ live, before }: Found, wanted: Objects, known: ReadonlySet<string>): Plan {
  const original = (key: string) => (before.has(key) ? before.get(key)?.object : live.get(key));
  const changed = [...new Set([...known, ...wanted.keys()])].filter(
    (key) => !isSame(wanted.get(key), original(key)),
  );
  const kept = new Map(
    changed.map((key) => {
      const object = original(key);
      const reference = referenceTo((object ?? wanted.get(key)) as KubeObject);
      return [key, { reference, ...(object && { object }) }] as const;
    }),
  );
  const undone = [...before.keys()].filter((key) => !kept.has(key));
  const targets = new Map([
    ...changed.map((key) => [key, markedOrNone(wanted.get(key))] as const),
    ...undone.map((key) => [key, before.get(key)?.object] as const),
  ]);
  return { writes: writesFor(targets, live), before: kept };
}

/** Puts everything back. */
export function planRestore({ live, before }: Found): Plan {
  const targets = new Map([...before].map(([key, { object }]) => [key, object]));
  return { writes: writesFor(targets, live), before: new Map() };
}

function markedOrNone(object: KubeObject | undefined): KubeObject | undefined {
  return object && marked(object);
}

/** The writes that make objects what they are to be; none is to be there where the target is undefined. */
export function writesFor(
  targets: ReadonlyMap<string, KubeObject | undefined>,
  live: Objects,
): Plan['writes'] {
  const writes: Record<WriteVerb, KubeObject[]> = { create: [], replace: [], delete: [] };
  for (const [key, target] of targets) {
    const now = live.get(key);
    if (!target && now) writes.delete.push(referenceTo(now));
    if (target && !now) writes.create.push(target);
    if (target && now && !isSame(target, now) && !isStill(target, now)) writes.replace.push(target);
  }
  return writes;
}

/** Type, namespace and name. */
export function referenceTo({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}
