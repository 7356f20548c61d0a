import type { FieldPath } from '../findings/place.ts';
import { valueAt } from '../resources/path-values.ts';
import type { Resource } from '../resources/resource.ts';

/** A part of a resource that a proxy's configuration was made from. */
export interface Origin {
  readonly resource: Resource;
  readonly path: FieldPath;
}

/** Below that, what a text has in common with another says nothing. */
const SHORTEST = 4;

/**
 * The field of the origins that Envoy's words mention most: they quote its value, name its key (protobuf's `MinimumRingSize` is
 * `minimumRingSize` in YAML) or have a word of its value. The first of equals: Envoy, too, stops at the first.
 */
export function mentionedField(origins: readonly Origin[], words: string): Origin | undefined {
  const tokens = new Set(words.split(/[^\w%-]+/).filter((token) => token.length >= SHORTEST));
  let best: Origin | undefined;
  let most = 0;
  for (const { resource, path: start } of origins) {
    for (const path of leavesOf(valueAt(resource.raw, start), start)) {
      const score = mention(words, tokens, path.at(-1), valueAt(resource.raw, path));
      if (score > most) [best, most] = [{ resource, path }, score];
    }
  }
  return best;
}

/** How much the words mention a field; a quoted value counts more than a key, and that more than a word of the value. */
function mention(
  words: string,
  tokens: ReadonlySet<string>,
  key: string | number | undefined,
  value: unknown,
) {
  const isKey = (token: string) => token.toLowerCase() === String(key).toLowerCase();
  const keyScore = [...tokens].some(isKey) ? 1_000 : 0;
  if (typeof value !== 'string' || value.length < SHORTEST) return keyScore;
  if (words.includes(value)) return keyScore + 100_000 + value.length;
  const inValue = [...tokens].filter((token) => value.includes(token)).map(({ length }) => length);
  return keyScore + Math.max(0, ...inValue);
}

function leavesOf(value: unknown, path: FieldPath): FieldPath[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, child]) => leavesOf(child, [...path, key]));
}
