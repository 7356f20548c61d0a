import { isWildcard } from './hostname.ts';

/** Items by host name. A look-up costs what it finds, however many items there are. */
export interface HostIndex<Item> {
  /** Items whose host stands for every name of `host` (`isSubsetOf(host, item)`), in their own order; at most `most`. */
  covering(host: string, most?: number): Item[];
  /** Items whose host is one of the names of `host` (`isSubsetOf(item, host)`), in their own order; at most `most`. */
  within(host: string, most?: number): Item[];
  /** Those of the most specific host among `covering`. */
  mostSpecific(host: string): readonly Item[];
}

interface Entry<Item> {
  readonly item: Item;
  readonly order: number;
}

type Entries<Item> = readonly Entry<Item>[];

/** @param entries host and item; a host may be there more than once */
export function hostIndex<Item>(entries: Iterable<readonly [string, Item]>): HostIndex<Item> {
  const byHost = new Map<string, Entry<Item>[]>();
  let order = 0;
  for (const [host, item] of entries) {
    const entry = { item, order: order++ };
    const known = byHost.get(host);
    if (known) known.push(entry);
    else byHost.set(host, [entry]);
  }
  const longest = [...byHost.keys()]
    .filter(isWildcard)
    .reduce((most, host) => Math.max(most, host.length), 0);
  const names = sortedNames(byHost);
  return {
    covering: (host, most) => inOrder(coveringHosts(byHost, longest, host), most),
    within: (host, most) => inOrder(hostsWithin(byHost, names, host), most),
    mostSpecific(host) {
      const [first = []] = coveringHosts(byHost, longest, host);
      return first.map(({ item }) => item);
    },
  };
}

/** The more specific first: the host itself, then wildcards from the longest on. */
function* coveringHosts<Item>(
  byHost: ReadonlyMap<string, Entries<Item>>,
  longest: number,
  host: string,
): Generator<Entries<Item>> {
  const text = isWildcard(host) ? host.slice(1) : host;
  const exact = isWildcard(host) ? undefined : byHost.get(host);
  if (exact) yield exact;
  for (let start = Math.max(0, text.length + 1 - longest); longest > 0 && start <= text.length; start++) {
    const wildcard = byHost.get(`*${text.slice(start)}`);
    if (wildcard) yield wildcard;
  }
}

/** Hosts with their letters in reverse, sorted: those with one ending stand together. Made when first asked for. */
function sortedNames(byHost: ReadonlyMap<string, unknown>): () => readonly (readonly [string, string])[] {
  let sorted: (readonly [string, string])[] | undefined;
  return () => {
    sorted ??= [...byHost.keys()]
      .map((host) => [reversed(host), host] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted;
  };
}

function* hostsWithin<Item>(
  byHost: ReadonlyMap<string, Entries<Item>>,
  names: () => readonly (readonly [string, string])[],
  host: string,
): Generator<Entries<Item>> {
  if (!isWildcard(host)) {
    yield byHost.get(host) ?? [];
    return;
  }
  const sorted = names();
  const ending = reversed(host.slice(1));
  for (let place = firstFrom(sorted, ending); place < sorted.length; place++) {
    const [name, written] = sorted[place] as readonly [string, string];
    if (!name.startsWith(ending)) return;
    yield byHost.get(written) ?? [];
  }
}

/** Place of the first entry that is not before `text`. */
function firstFrom(sorted: readonly (readonly [string, string])[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.[0] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

function inOrder<Item>(lists: Iterable<Entries<Item>>, most = Number.POSITIVE_INFINITY): Item[] {
  const found: Entry<Item>[] = [];
  for (const list of lists) {
    for (const entry of list) {
      if (found.length >= most) return sorted(found);
      found.push(entry);
    }
  }
  return sorted(found);
}

function sorted<Item>(entries: Entry<Item>[]): Item[] {
  return entries.sort((a, b) => a.order - b.order).map(({ item }) => item);
}
