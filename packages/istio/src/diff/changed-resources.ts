import { at, type FieldPath, type SourceLocation } from '../findings/place.ts';
import { type Resource, resourceName } from '../resources/resource.ts';
import { isEqual } from './is-equal.ts';
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

/** The resource with a field that differs, as a cause; without one, the first. */
export function causeOf({ before, after }: ChangedResource, path?: FieldPath): Cause {
  const resource = (after ?? before) as Resource;
  const change = before ? (after ? 'changed' : 'removed') : 'added';
  if (!before || !after) {
    const place = locationOf(resource, []);
    return {
      resource: resourceName(resource),
      change,
      ...(place && { [before ? 'before' : 'after']: place }),
    };
  }
  const differing = path ?? differingFields(before.raw, after.raw)[0] ?? [];
  const [old, own] = [locationOf(before, differing), locationOf(after, differing)];
  const { field } = at(after, differing);
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

/** Paths of the fields that differ; that of the first entry where one list is longer. */
export function differingFields(before: unknown, after: unknown, path: FieldPath = []): FieldPath[] {
  if (isEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) {
      const index = before.findIndex((item, place) => !isEqual(item, after[place]));
      return [[...path, index < 0 ? before.length : index]];
    }
    return before.flatMap((item, place) => differingFields(item, after[place], [...path, place]));
  }
  if (!isMap(before) || !isMap(after)) return [path];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => path.length > 0 || name !== 'apiVersion')
    .flatMap((name) => differingFields(before[name], after[name], [...path, name]));
}

/** A resource with a field as it is in another; undefined where it cannot be put there alone. */
export function withField(resource: Resource, path: FieldPath, from: Resource): Resource | undefined {
  const parent = path.slice(0, -1);
  const [own, other] = [valueAt(resource.raw, parent), valueAt(from.raw, parent)];
  const key = path.at(-1);
  if (key === undefined || !isMap(own) || !isMap(other)) {
    if (!Array.isArray(own) || !Array.isArray(other)) return undefined;
    return rebuilt(resource, put(resource.raw, parent, other));
  }
  const { [key]: _, ...rest } = own;
  return rebuilt(resource, put(resource.raw, parent, key in other ? { ...rest, [key]: other[key] } : rest));
}

function rebuilt(resource: Resource, raw: unknown): Resource {
  const own = raw as Resource['raw'];
  const metadata = { ...resource.metadata, ...(own.metadata as Resource['metadata']) };
  return { ...resource, raw: own, metadata, spec: own.spec ?? {} };
}

function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
}

function put(value: unknown, [key, ...rest]: FieldPath, own: unknown): unknown {
  if (key === undefined) return own;
  if (Array.isArray(value)) return value.with(Number(key), put(value[Number(key)], rest, own));
  return { ...(value as object), [key]: put((value as Record<string, unknown>)[key], rest, own) };
}

function isMap(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
