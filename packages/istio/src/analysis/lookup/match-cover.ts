/** One entry of a route's `match`. */
export type Match = Readonly<Record<string, unknown>>;

type Fields = Readonly<Record<string, unknown>>;

/** What a match says: equal for two that say the same. Their names do not count. */
export function matchText(match: Match): string {
  return canonical(without(match, ['name']));
}

/** What a match by URI prefix says besides the prefix; undefined for another match. */
export function prefixMatch(match: Match): { readonly prefix: string; readonly rest: string } | undefined {
  const prefix = (match.uri as Fields | undefined)?.prefix;
  return typeof prefix === 'string'
    ? { prefix, rest: canonical(without(match, ['name', 'uri'])) }
    : undefined;
}

/**
 * What a wider match by prefix may say besides its prefix. Istio takes no method for GET; it also compares other fields
 * in part, and then finds overlaps where there are none.
 */
export function widerRests(match: Match): string[] {
  const saysGet = canonical(match.method) === '{"exact":"GET"}';
  const fields = ['name', 'uri'];
  return [fields, ...(saysGet ? [[...fields, 'method']] : [])].map((left) => canonical(without(match, left)));
}

/** Fields that are a map of conditions, each of which has to hold. */
const KEYED_FIELDS = new Set(['headers', 'withoutHeaders', 'queryParams', 'sourceLabels']);

/** What a match asks for, one text for each condition. A match that meets all of another's is covered by it. */
export function askedConditions(match: Match): string[] {
  const { uri, ...rest } = without(match, ['name']);
  const prefix = (uri as Fields | undefined)?.prefix;
  const path = typeof prefix === 'string' ? `uri begins ${prefix}` : `uri ${canonical(uri)}`;
  return [...(uri === undefined ? [] : [path]), ...Object.entries(rest).flatMap(conditionsOf)];
}

/** Characters of the URI prefix that a match asks for; undefined for another match. */
export function prefixLength(match: Match): number | undefined {
  const prefix = (match.uri as Fields | undefined)?.prefix;
  return typeof prefix === 'string' ? prefix.length : undefined;
}

/**
 * The conditions that hold for every request that a match takes.
 *
 * @param lengths of the prefixes that are asked for anywhere; a path has as many beginnings as characters, and needs no others
 */
export function metConditions(match: Match, lengths: Iterable<number>): string[] {
  const { exact, prefix } = (match.uri ?? {}) as { exact?: string; prefix?: string };
  const path = exact ?? prefix ?? '';
  const begun = [...lengths].filter((length) => length <= path.length);
  const paths = begun.map((length) => `uri begins ${path.slice(0, length)}`);
  const rest = without(match, ['name', 'uri', 'ignoreUriCase']);
  return [
    `uri ${canonical(match.uri)}`,
    ...paths,
    ...Object.entries({ ...rest, ignoreUriCase: match.ignoreUriCase }).flatMap(conditionsOf),
  ];
}

function conditionsOf([field, value]: [string, unknown]): string[] {
  // Only says how the URI is compared.
  if (field === 'ignoreUriCase') return [`ignoreUriCase ${Boolean(value)}`];
  if (!KEYED_FIELDS.has(field)) return [`${field} ${canonical(value)}`];
  return Object.entries((value ?? {}) as Fields).map(([key, entry]) => `${field} ${key} ${canonical(entry)}`);
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
