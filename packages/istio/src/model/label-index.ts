import { hasLabels, type Labels } from './label-selector.ts';

/** Items that have labels. */
export interface LabelIndex<Item> {
  /** Those that have all of these labels, in their own order; all items for none. */
  having(labels: Labels): readonly Item[];
}

/** Items that ask for labels: selectors. */
export interface SelectorIndex<Item> {
  /** Those that ask for nothing but these labels, in their own order. */
  selecting(labels: Labels): Item[];
}

/** A look-up sees the items of the rarest of the labels that it asks for. */
export function labelIndex<Item>(items: readonly Item[], labelsOf: (item: Item) => Labels): LabelIndex<Item> {
  const byPair = new Map<string, Item[]>();
  for (const item of items) for (const pair of pairs(labelsOf(item))) push(byPair, pair, item);
  return {
    having(labels) {
      const lists = pairs(labels).map((pair) => byPair.get(pair) ?? []);
      const [shortest = items] = lists.sort((a, b) => a.length - b.length);
      return lists.length < 2 ? shortest : shortest.filter((item) => hasLabels(labelsOf(item), labels));
    },
  };
}

/** Each selector is filed under the label that the fewest selectors ask for, so that a look-up sees few others. */
export function selectorIndex<Item>(
  items: readonly Item[],
  selectorOf: (item: Item) => Labels,
): SelectorIndex<Item> {
  const index = conditionIndex(items, (item) => pairs(selectorOf(item)));
  return { selecting: (labels) => index.holding(pairs(labels)) };
}

/** Items that ask for conditions, of which each is one text. */
export interface ConditionIndex<Item> {
  /** Those all of whose conditions are among these, in their own order. */
  holding(conditions: readonly string[]): Item[];
}

export function conditionIndex<Item>(
  items: readonly Item[],
  conditionsOf: (item: Item) => readonly string[],
): ConditionIndex<Item> {
  const asked = items.map((item, order) => ({ item, order, conditions: conditionsOf(item) }));
  const counts = new Map<string, number>();
  for (const { conditions } of asked) {
    for (const condition of conditions) counts.set(condition, (counts.get(condition) ?? 0) + 1);
  }
  const byRarest = new Map<string | undefined, (typeof asked)[number][]>();
  for (const entry of asked) {
    const [rarest] = [...entry.conditions].sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0));
    push(byRarest, rarest, entry);
  }
  return {
    holding(conditions) {
      const given = new Set(conditions);
      return [undefined, ...given]
        .flatMap((condition) => byRarest.get(condition) ?? [])
        .filter((entry) => entry.conditions.every((condition) => given.has(condition)))
        .sort((a, b) => a.order - b.order)
        .map(({ item }) => item);
    },
  };
}

function push<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const known = lists.get(key);
  if (known) known.push(item);
  else lists.set(key, [item]);
}

/** A label's name and value have no `=`. */
function pairs(labels: Labels): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}
