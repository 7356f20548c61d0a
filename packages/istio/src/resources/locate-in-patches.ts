import type { SourceLocation } from '../findings/place.ts';
import { findNode } from './find-node.ts';
import { findWritten } from './find-written.ts';
import type { PrintedObject } from './kustomize-origin.ts';
import { oncePer } from './once-per.ts';
import type { OriginFiles } from './origin-files.ts';
import { entryNames, valueAt, wasChanged } from './path-values.ts';
import { readYaml, type YamlObject, type YamlSource } from './read-yaml.ts';
import type { FieldPath } from './resource.ts';

/** A patch as a kustomization names it: a file, or text that stands in the kustomization itself. */
interface WrittenPatch {
  readonly file?: string;
  readonly text?: string;
  /** Where the entry stands in the kustomization. */
  readonly at: FieldPath;
}

/**
 * Where a field that is not in its resource's own file was set: in a patch that one of the kustomizations names
 * (the last one wins), or in the kustomization itself (labels, replicas, namespace …). Undefined when no such
 * place is found, or the files' text is not at hand.
 */
export function locateInPatches(
  files: OriginFiles,
  printed: PrintedObject,
  path: FieldPath,
): SourceLocation | undefined {
  const kustomizations = new Set(printed.origin.transformations.map(({ configuredIn }) => configuredIn));
  for (const file of [...kustomizations].reverse()) {
    const kustomization = files(file)?.objects[0];
    if (!kustomization) continue;
    const location =
      writtenPatches(kustomization.value)
        .reverse()
        .map((patch) => locateInPatch(files, kustomization, patch, printed, path))
        .find((found) => found !== undefined) ??
      locateSetting(kustomization, valueAt(printed.value, path), path);
    if (location) return location;
  }
  return undefined;
}

/** The files of the patches that a kustomization names. */
export const patchFilesOf = (files: OriginFiles, file: string): readonly string[] => {
  const source = files(file);
  return source ? patchFiles(source) : [];
};

const patchFiles = oncePer(({ objects: [kustomization] }: YamlSource) =>
  writtenPatches(kustomization?.value).flatMap(({ file }) =>
    file === undefined || !kustomization ? [] : siblingPath(kustomization.file, file),
  ),
);

function writtenPatches(kustomization: unknown): WrittenPatch[] {
  return ['patchesStrategicMerge', 'patchesJson6902', 'patches'].flatMap((field) => {
    const entries = valueAt(kustomization, [field]);
    if (!Array.isArray(entries)) return [];
    return entries.map((entry: unknown, index): WrittenPatch => {
      if (typeof entry === 'string') {
        const patch = entry.includes('\n') ? { text: entry } : { file: entry };
        return { ...patch, at: [field, index] };
      }
      const { path, patch } = (entry ?? {}) as { path?: unknown; patch?: unknown };
      if (typeof path === 'string') return { file: path, at: [field, index, 'path'] };
      return { text: typeof patch === 'string' ? patch : '', at: [field, index, 'patch'] };
    });
  });
}

function locateInPatch(
  files: OriginFiles,
  kustomization: YamlObject,
  patch: WrittenPatch,
  printed: PrintedObject,
  path: FieldPath,
): SourceLocation | undefined {
  const { file } = kustomization;
  if (patch.file !== undefined) {
    const source = files(siblingPath(file, patch.file));
    return source && locateInSource(source, printed, path);
  }
  const inside = locateInSource(readYaml(patch.text ?? '', file), printed, path);
  if (!inside) return undefined;
  // A block's text begins on the line after its header.
  const { line = 1 } = findNode(kustomization, patch.at).location;
  return { file, line: line + (inside.line ?? 1) };
}

/** The path, from the same root as `file`, of a file that is named relative to the folder of `file`. */
function siblingPath(file: string, relative: string): string {
  const parts = file.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function locateInSource(
  source: YamlSource,
  printed: PrintedObject,
  path: FieldPath,
): SourceLocation | undefined {
  const operations = source.objects.find(({ value }) => Array.isArray(value));
  if (operations) return locateOperation(operations, path);
  const patch = findWritten(source, printed.value) ?? source.objects[0];
  const found = patch && findNode(patch, path, entryNames(printed.value, path));
  return found?.complete && !wasChanged(found.node, valueAt(printed.value, path))
    ? found.location
    : undefined;
}

/** The last JSON Patch operation (RFC 6902) whose path leads to the field. */
function locateOperation(operations: YamlObject, path: FieldPath): SourceLocation | undefined {
  const index = (operations.value as unknown[]).findLastIndex((operation) => {
    const pointer = (operation as { path?: unknown } | null)?.path;
    return typeof pointer === 'string' && leadsTo(pointer, path);
  });
  return index === -1 ? undefined : findNode(operations, [index]).location;
}

/** Whether a JSON pointer (RFC 6901) names the field or one of its parents; `-` is the entry after the last. */
function leadsTo(pointer: string, path: FieldPath): boolean {
  const parts = pointer.split('/').slice(1);
  if (parts.length === 0 || parts.length > path.length) return false;
  return parts.every((part, index) => {
    const text = part.replaceAll('~1', '/').replaceAll('~0', '~');
    return text === String(path[index]) || (text === '-' && typeof path[index] === 'number');
  });
}

/** A setting of the kustomization itself that has the field's name and value, such as a label. */
function locateSetting(
  kustomization: YamlObject,
  value: unknown,
  path: FieldPath,
): SourceLocation | undefined {
  const field = path.at(-1);
  if (field === undefined || typeof value === 'object') return undefined;
  for (const candidate of scalarPaths(kustomization.value)) {
    if (candidate.at(-1) === field && valueAt(kustomization.value, candidate) === value) {
      return findNode(kustomization, candidate).location;
    }
  }
  return undefined;
}

function* scalarPaths(value: unknown, path: FieldPath = []): Generator<FieldPath> {
  if (typeof value !== 'object' || value === null) {
    yield path;
    return;
  }
  for (const [key, entry] of Object.entries(value)) {
    yield* scalarPaths(entry, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}
