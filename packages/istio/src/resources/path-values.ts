import { isScalar, type Node } from 'yaml';
import type { FieldPath } from './resource.ts';

/** The value at a path of a plain object, undefined where there is none. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((current, part) => (isContainer(current) ? current[part] : undefined), value);
}

/** For each part of the path that is a list position: the name of the entry there, where it has one. */
export function entryNames(value: unknown, path: FieldPath): unknown[] {
  return path.map((part, index) => {
    if (typeof part !== 'number') return undefined;
    return (valueAt(value, path.slice(0, index + 1)) as { name?: unknown } | null | undefined)?.name;
  });
}

/** Whether a scalar in a file is another one than the value that kustomize printed. */
export function wasChanged(written: Node | null, printed: unknown): boolean {
  return isScalar(written) && !isContainer(printed) && written.value !== printed;
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
