import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { SourceLocation } from '../findings/place.ts';
import type { YamlObject } from './read-yaml.ts';
import type { FieldPath } from './resource.ts';

/** How far a path could be followed into an object's text. */
export interface FoundNode {
  /** Where the last part of the path that is there stands: the line of its key, or of its list entry. */
  readonly location: SourceLocation;
  /** True when the whole path is there. */
  readonly complete: boolean;
  /** How many parts of the path are there. */
  readonly depth: number;
  readonly node: Node | null;
}

/**
 * Follows a path into an object's text. `names`, when given, holds the name that an entry of a list is known by
 * at each part of the path: kustomize merges such lists by name, so the position may differ in the file.
 */
export function findNode(object: YamlObject, path: FieldPath, names: readonly unknown[] = []): FoundNode {
  const { document, node: written } = object.written();
  let node = resolve(document, written);
  let offset = written?.range?.[0] ?? 0;
  let depth = 0;
  for (const [index, part] of path.entries()) {
    const step = typeof part === 'number' ? entryOf(node, part, names[index]) : fieldOf(document, node, part);
    if (!step) break;
    node = resolve(document, step.node);
    offset = step.offset;
    depth += 1;
  }
  return { location: object.positionOf(offset), complete: depth === path.length, depth, node };
}

interface Step {
  readonly node: Node | null;
  readonly offset: number;
}

type WrittenDocument = Document | undefined;

function resolve(document: WrittenDocument, node: Node | null | undefined): Node | null {
  return (isAlias(node) && document ? node.resolve(document) : node) ?? null;
}

function entryOf(list: Node | null, index: number, name: unknown): Step | undefined {
  if (!isSeq(list)) return undefined;
  const items = list.items as (Node | null)[];
  const named =
    name === undefined ? undefined : items.find((item) => isMap(item) && item.get('name') === name);
  const item = named ?? (name === undefined || !items.some(isNamed) ? items[index] : undefined);
  return item ? { node: item, offset: item.range?.[0] ?? 0 } : undefined;
}

function isNamed(item: Node | null): boolean {
  return isMap(item) && item.has('name');
}

function fieldOf(document: WrittenDocument, map: Node | null, field: string): Step | undefined {
  if (!isMap(map)) return undefined;
  const pair = map.items.find((item) => keyText(item) === field);
  if (pair) {
    const key = pair.key as Node;
    return { node: pair.value as Node | null, offset: key.range?.[0] ?? 0 };
  }
  return mergedMaps(document, map)
    .map((merged) => fieldOf(document, merged, field))
    .find((step) => step !== undefined);
}

/** The maps that a merge key (`<<: *anchor`) brings in. */
function mergedMaps(document: WrittenDocument, map: YAMLMap): (Node | null)[] {
  const merge = map.items.find((item) => keyText(item) === '<<');
  const value = resolve(document, merge?.value as Node | null | undefined);
  const values = isSeq(value) ? (value.items as (Node | null)[]) : [value];
  return values.map((entry) => resolve(document, entry));
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : String(pair.key);
}
