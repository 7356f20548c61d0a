/** One entry of a route's `match`. */
export type Match = Readonly<Record<string, unknown>>;

type Fields = Readonly<Record<string, unknown>>;

/** Whether two matches say the same; their names do not count. */
export function isSameMatch(a: Match, b: Match): boolean {
  return canonical(without(a, ['name'])) === canonical(without(b, ['name']));
}

/**
 * Whether `narrow` differs from `wide` only in its URI prefix, which the other's covers. Istio, which takes no method
 * for GET, also compares other fields in part, and then finds overlaps where there are none.
 */
export function isNarrowerPrefix(narrow: Match, wide: Match): boolean {
  const [prefix, covering] = [narrow, wide].map(({ uri }) => (uri as Fields | undefined)?.prefix);
  if (typeof prefix !== 'string' || typeof covering !== 'string' || !prefix.startsWith(covering))
    return false;
  const saysGet = !wide.method && canonical(narrow.method) === '{"exact":"GET"}';
  const rest = without(narrow, ['name', 'uri', ...(saysGet ? ['method'] : [])]);
  return canonical(rest) === canonical(without(wide, ['name', 'uri']));
}

/** Whether every request that `narrow` matches is one that `wide` matches: it asks for all that `wide` asks for. */
export function isCovered(narrow: Match, wide: Match): boolean {
  return Object.entries(without(wide, ['name'])).every(([field, value]) => {
    if (field === 'uri') return isUriCovered(narrow, wide);
    // Only says how the URI is compared.
    if (field === 'ignoreUriCase') return Boolean(value) === Boolean(narrow.ignoreUriCase);
    return KEYED_FIELDS.has(field)
      ? hasEntries(narrow[field] as Fields | undefined, value as Fields)
      : canonical(value) === canonical(narrow[field]);
  });
}

/** Fields that are a map of conditions, each of which has to hold. */
const KEYED_FIELDS = new Set(['headers', 'withoutHeaders', 'queryParams', 'sourceLabels']);

function isUriCovered(narrow: Match, wide: Match): boolean {
  if (canonical(narrow.uri) === canonical(wide.uri)) return true;
  const { exact, prefix } = (narrow.uri ?? {}) as { exact?: string; prefix?: string };
  const covering = (wide.uri as { prefix?: string } | undefined)?.prefix;
  return covering !== undefined && (exact ?? prefix ?? '').startsWith(covering);
}

function hasEntries(narrow: Fields | undefined, wide: Fields): boolean {
  return Object.entries(wide).every(([key, value]) => canonical(value) === canonical(narrow?.[key]));
}

function without(match: Match, fields: readonly string[]): Match {
  return Object.fromEntries(Object.entries(match).filter(([field]) => !fields.includes(field)));
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, entry) => {
      if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
      return Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? ''
  );
}
