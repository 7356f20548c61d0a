import { isEqual } from './is-equal.ts';
import { at, type FieldPath, type SourceLocation } from '../findings/place.ts';
import { resourceName, type Resource } from '../resources/resource.ts';
import type { Cause } from './mesh-diff.ts';

/** A resource that is not the same on both sides; one side may lack it. */
export interface ChangedResource {
  readonly before?: Resource;
  readonly after?: Resource;
}

/** What differs between two sets of resources: what a cluster knows under the same name is one resource. */
export function changedResources(before: readonly Resource[], after: readonly Resource[]): ChangedResource[] {
  const own = new Map(after.map((resource) => [keyOf(resource), resource]));
  const old = new Map(before.map((resource) => [keyOf(resource), resource]));
  const removedOrChanged = [...old].flatMap(([key, resource]): ChangedResource[] => {
    const other = own.get(key);
    if (other === undefined) return [{ before: resource }];
    return isEqual(contentOf(resource), contentOf(other)) ? [] : [{ before: resource, after: other }];
  });
  const added = [...own].flatMap(([key, resource]) => (old.has(key) ? [] : [{ after: resource }]));
  return [...removedOrChanged, ...added];
}

/** The object as written: its version is none of its content. */
function contentOf({ raw }: Resource): unknown {
  const { apiVersion: _, ...content } = raw;
  return content;
}

function keyOf({ apiVersion, kind, metadata: { namespace = '', name } }: Resource): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/', 1)[0] : '';
  return `${group}/${kind}/${namespace}/${name}`;
}

/** The resource and its first field that differs, as a cause. */
export function causeOf({ before, after }: ChangedResource): Cause {
  const resource = (after ?? before) as Resource;
  const change = before ? (after ? 'changed' : 'removed') : 'added';
  if (!before || !after) {
    const place = locationOf(resource, []);
    return { resource: resourceName(resource), change, ...(place && { [before ? 'before' : 'after']: place }) };
  }
  const path = firstDifference(before.raw, after.raw) ?? [];
  const [old, own] = [locationOf(before, path), locationOf(after, path)];
  const { field } = at(hasField(after.raw, path) ? after : before, path);
  return {
    ...{ resource: resourceName(resource), change },
    ...(field && { field }),
    ...(old && { before: old }),
    ...(own && { after: own }),
  };
}

function locationOf(resource: Resource, path: FieldPath): SourceLocation | undefined {
  const location = resource.locate(path);
  return location.file ? location : undefined;
}

function hasField(value: unknown, path: FieldPath): boolean {
  const end = path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);
  return end !== undefined;
}

/** Path of the first field that differs; that of the entry where a list has one more. */
function firstDifference(before: unknown, after: unknown, path: FieldPath = []): FieldPath | undefined {
  if (isEqual(before, after)) return undefined;
  if (Array.isArray(before) && Array.isArray(after)) return inList(before, after, path);
  if (!isMap(before) || !isMap(after)) return path;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => path.length > 0 || name !== 'apiVersion');
  for (const name of names) {
    const found = firstDifference(before[name], after[name], [...path, name]);
    if (found) return found;
  }
  return path;
}

function inList(before: readonly unknown[], after: readonly unknown[], path: FieldPath): FieldPath {
  const index = before.findIndex((item, place) => !isEqual(item, after[place]));
  const place = index < 0 ? before.length : index;
  if (before.length !== after.length) return [...path, place];
  return firstDifference(before[place], after[place], [...path, place]) ?? path;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
