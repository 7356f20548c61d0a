/** JSON without null: proto3 JSON, as Envoy's configuration is written, never has one. */
export type Json = string | number | boolean | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [field: string]: Json;
}

/** What has to be done to one value to get the other; see `changesBetween`. */
export type Changes = Json | null | { readonly [field: string]: Changes };

/** In an entry that is new or moved: the one that it follows. */
const AFTER = '$after';
const START = 'the start';

/**
 * What has to change in `before` to get `after`, undefined where nothing has to; `applyChanges` is its inverse, so that
 * no difference is ever left out.
 *
 * - An object: the fields that differ. null takes a field away.
 * - A list of entries with names, or one with as many entries as before: an object of the entries that differ, by name
 *   (`#2` without one, `NAME#2` for the second of that name). An entry that is new, or in another place, says which one it
 *   comes `$after`. null takes an entry away.
 * - Anything else: the new value.
 */
export function changesBetween(before: Json, after: Json): Changes | undefined {
  if (same(before, after)) return undefined;
  if (isObject(before) && isObject(after)) return fieldChanges(before, after);
  if (isList(before) && isList(after)) return listChanges(before, after);
  return after;
}

/** The value that `changes` make of `before`. */
export function applyChanges(before: Json, changes: Changes | undefined): Json {
  if (changes === undefined) return before;
  if (changes === null)
    throw new Error('null takes away a field or an entry; a value that stands alone has none');
  if (isObject(before) && isObject(changes)) return changedFields(before, changes);
  if (isList(before) && isObject(changes)) return changedList(before, changes);
  return changes as Json;
}

function fieldChanges(before: JsonObject, after: JsonObject): Record<string, Changes> {
  const changes: Record<string, Changes> = {};
  for (const [field, value] of Object.entries(after)) {
    const known = before[field];
    const change = known === undefined ? value : changesBetween(known, value);
    if (change !== undefined) changes[field] = change;
  }
  for (const field of Object.keys(before)) if (!(field in after)) changes[field] = null;
  return changes;
}

function changedFields(before: JsonObject, changes: Readonly<Record<string, Changes>>): JsonObject {
  const changed: Record<string, Json> = { ...before };
  for (const [field, change] of Object.entries(changes)) {
    const known = before[field];
    if (change === null) delete changed[field];
    else changed[field] = known === undefined ? (change as Json) : applyChanges(known, change);
  }
  return changed;
}

function listChanges(before: readonly Json[], after: readonly Json[]): Changes {
  const [old, now] = [entriesByKey(before), entriesByKey(after)];
  if (!old || !now) return after;
  const named = [...old.keys(), ...now.keys()].every((key) => !key.startsWith('#'));
  if (!named && before.length !== after.length) return after;
  const kept = [...now.keys()].filter((key) => old.has(key));
  if (kept.length === 0) return after;
  const staying = longestInOrder(kept, [...old.keys()]);
  const changes: Record<string, Changes> = {};
  let previous = START;
  for (const [key, entry] of now) {
    const change = {
      ...(!staying.has(key) && { [AFTER]: previous }),
      ...fieldChanges(old.get(key) ?? {}, entry),
    };
    if (Object.keys(change).length > 0) changes[key] = change;
    previous = key;
  }
  for (const key of old.keys()) if (!now.has(key)) changes[key] = null;
  return changes;
}

/** The most of `keys` that come in the order that `order` has. */
function longestInOrder(keys: readonly string[], order: readonly string[]): Set<string> {
  const runs: string[][] = [];
  for (const key of keys) {
    const fitting = runs.filter((run) => order.indexOf(run.at(-1) ?? '') < order.indexOf(key));
    runs.push([
      ...fitting.reduce<string[]>((longest, run) => (run.length > longest.length ? run : longest), []),
      key,
    ]);
  }
  return new Set(runs.reduce((longest, run) => (run.length > longest.length ? run : longest), []));
}

function changedList(before: readonly Json[], changes: Readonly<Record<string, Changes>>): Json {
  const known = entriesByKey(before) ?? new Map<string, JsonObject>();
  const placed = new Map<unknown, [string, Json]>();
  const staying = new Map<string, Json>(known);
  for (const [key, change] of Object.entries(changes)) {
    if (change === null) staying.delete(key);
    if (!isObject(change)) continue;
    const { [AFTER]: previous, ...fields } = change;
    const entry = changedFields(known.get(key) ?? {}, fields);
    if (previous === undefined) staying.set(key, entry);
    else {
      staying.delete(key);
      placed.set(previous, [key, entry]);
    }
  }
  const after = (key: string): Json[] => {
    const [next, entry] = placed.get(key) ?? [];
    return next === undefined || entry === undefined ? [] : [entry, ...after(next)];
  };
  return [...after(START), ...[...staying].flatMap(([key, entry]) => [entry, ...after(key)])];
}

/** The entries by the names that changes have for them; undefined for a list that has other things than objects. */
function entriesByKey(list: readonly Json[]): Map<string, JsonObject> | undefined {
  const entries = new Map<string, JsonObject>();
  const seen = new Map<string, number>();
  for (const entry of list) {
    if (!isObject(entry)) return undefined;
    const name = String(entry.name ?? entry.clusterName ?? '');
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    entries.set(name && count === 1 ? name : `${name}#${count}`, entry);
  }
  return entries;
}

function isList(value: Changes): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject<Value extends Changes>(
  value: Value,
): value is Extract<Value, { readonly [field: string]: unknown }> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two values are equal but for the order of fields, which has no meaning. */
function same(a: Json, b: Json): boolean {
  if (isList(a) && isList(b))
    return a.length === b.length && a.every((entry, index) => same(entry, b[index] as Json));
  if (!isObject(a) || !isObject(b)) return a === b;
  const fields = Object.keys(a);
  return (
    fields.length === Object.keys(b).length &&
    fields.every((field) => field in b && same(a[field] as Json, b[field] as Json))
  );
}
