import { stringify } from 'yaml';
import type { Changes } from './changes.ts';

/** A subtree with so many characters of JSON is written once in a file, and then referred to (`&a1`, `*a1`). */
const REPEATED = 120;

/** YAML in which equal subtrees are written once, as the chains of a listener have most in common. */
export function toYaml(value: Changes): string {
  return stringify(shareEqual(value, new Map()), { lineWidth: 0 });
}

/** Equal subtrees as the same object, which YAML writes as an alias. */
function shareEqual(value: Changes, known: Map<string, Changes>): Changes {
  if (typeof value !== 'object' || value === null) return value;
  const text = JSON.stringify(value);
  const same = known.get(text);
  if (same !== undefined) return same;
  const entries = Object.entries(value).map(([field, entry]) => [field, shareEqual(entry, known)]);
  const shared = Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
  if (text.length >= REPEATED) known.set(text, shared);
  return shared;
}
