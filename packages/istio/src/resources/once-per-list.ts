/** Lists that begin with the same object and are remembered: an overlay, and with what the lab adds to it. */
const REMEMBERED = 4;

/**
 * Computes `derive` for a list, and not again for one of the same objects in the same order. Lists are told apart by their
 * first object; of those that begin with the same, the last few are remembered.
 */
export function oncePerList<Item extends object, Result>(
  derive: (items: readonly Item[]) => Result,
): (items: readonly Item[]) => Result {
  const known = new WeakMap<
    object,
    readonly { readonly items: readonly Item[]; readonly result: Result }[]
  >();
  return (items) => {
    const first = items[0] ?? NOTHING;
    const before = known.get(first) ?? [];
    const found = before.find((one) => areSame(one.items, items)) ?? { items, result: derive(items) };
    known.set(first, [found, ...before.filter((one) => one !== found)].slice(0, REMEMBERED));
    return found.result;
  };
}

/** Stands for the first object of an empty list. */
const NOTHING = {};

/** Whether lists have the very same objects in the same order. */
export function areSame(some: readonly object[], others: readonly object[] | undefined): boolean {
  if (some === others) return true;
  return some.length === others?.length && some.every((each, index) => each === others[index]);
}
