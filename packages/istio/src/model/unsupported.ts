import { type Finding, finding } from '../findings/finding.ts';
import { at, formatPath } from '../findings/place.ts';
import { oncePer } from '../resources/once-per.ts';
import type { FieldPath, Resource } from '../resources/resource.ts';
import { unreadMeshConfig } from './mesh-config.ts';
import { UNSUPPORTED_FIELDS, UNSUPPORTED_MESH_CONFIG, type UnsupportedField } from './unsupported-fields.ts';

/**
 * A finding for every field that is set and not supported. Where there is one, `explain` does not answer: an answer
 * that leaves the field out would be a wrong one.
 */
export function unsupportedFindings(resources: readonly Resource[]): Finding[] {
  return resources.flatMap(unsupportedIn);
}

const unsupportedIn = oncePer((resource: Resource): readonly Finding[] => [
  ...meshConfigFindings(resource),
  ...(FIELDS_BY_KIND.get(`${groupOf(resource)}/${resource.kind}`) ?? []).flatMap((entry) =>
    findingsOf(resource, entry),
  ),
]);

const FIELDS_BY_KIND = Map.groupBy(UNSUPPORTED_FIELDS, ({ group, kind }) => `${group}/${kind}`);

function groupOf({ apiVersion }: Resource): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

function findingsOf(resource: Resource, { field, value, reason }: UnsupportedField): Finding[] {
  const keys = typeof field === 'string' ? field.split('.') : (field ?? ['kind']);
  const found = expand(resource.raw, keys, []);
  const set = found.filter((entry) => value === undefined || entry.value === value);
  return set.map(({ path }) => {
    const place = at(resource, path);
    if (!field) return finding('LAB0001.kind', { kind: resource.kind, reason }, place);
    const name = formatPath(path);
    return value === undefined
      ? finding('LAB0001.field', { field: name, reason }, place)
      : finding('LAB0001.value', { field: name, value: String(value), reason }, place);
  });
}

function meshConfigFindings(resource: Resource): Finding[] {
  return unreadMeshConfig(resource, UNSUPPORTED_MESH_CONFIG).map((key) =>
    finding('LAB0001.meshConfig', { key }, at(resource, ['data', 'mesh', key])),
  );
}

/** The values that a pattern of keys leads to. */
function expand(
  value: unknown,
  keys: readonly string[],
  path: FieldPath,
): { path: FieldPath; value: unknown }[] {
  const [key, ...rest] = keys;
  if (value === undefined || value === null) return [];
  if (key === undefined) return [{ path, value }];
  if (typeof value !== 'object') return [];
  if (Array.isArray(value)) {
    return key === '*' ? value.flatMap((item, index) => expand(item, rest, [...path, index])) : [];
  }
  const object = value as Readonly<Record<string, unknown>>;
  const names = key === '*' ? Object.keys(object) : [key];
  return names.flatMap((name) => expand(object[name], rest, [...path, name]));
}
