import { inOrder, type KubeObject } from '../documents.ts';

/** Fields that differ between two streams of the same resources: `Kind name path` → what was there and what is. */
export function changedFields(before: string, after: string): Record<string, [unknown, unknown]> {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const paths = new Set([...was.keys(), ...is.keys()]);
  const changed = [...paths].filter((path) => was.get(path) !== is.get(path));
  return Object.fromEntries(changed.map((path) => [path, [was.get(path), is.get(path)]]));
}

function fieldsOf(stream: string): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  const walk = (path: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) fields.set(path, value);
    else for (const [key, entry] of Object.entries(value)) walk(`${path}.${key}`, entry);
  };
  for (const resource of inOrder<KubeObject>(stream))
    walk(`${resource.kind} ${resource.metadata.name} `, resource);
  return fields;
}
