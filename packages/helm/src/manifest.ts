/** A Kubernetes object as a chart's template is made of it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Keys and list positions that lead to a field. */
export type FieldPath = readonly (string | number)[];

/** What stands at a path; undefined where nothing does. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[part] : undefined,
    value,
  );
}

/** A list at a path with the position of each entry; empty where there is none. */
export function entriesAt(value: unknown, path: FieldPath): [path: FieldPath, entry: unknown][] {
  const list = valueAt(value, path);
  return Array.isArray(list) ? list.map((entry, index) => [[...path, index], entry]) : [];
}

/** A group of Kubernetes or Istio, of any version: `networking.istio.io`; empty for the core. */
export function groupOf({ apiVersion }: Manifest): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}
