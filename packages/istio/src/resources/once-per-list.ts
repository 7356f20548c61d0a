/**
 * Computes `derive` for a list, and not again for one of the same objects in the same order. Lists are told apart by their
 * first object; of those that begin with the same, the last is remembered.
 */
export function oncePerList<Item extends object, Result>(
  derive: (items: readonly Item[]) => Result,
): (items: readonly Item[]) => Result {
  const known = new WeakMap<object, { readonly items: readonly Item[]; readonly result: Result }>();
  return (items) => {
    const first = items[0] ?? NOTHING;
    const found = known.get(first);
    if (found && areSame(found.items, items)) return found.result;
    const result = derive(items);
    known.set(first, { items, result });
    return result;
  };
}

/** Stands for the first object of an empty list. */
const NOTHING = {};

function areSame(some: readonly object[], others: readonly object[]): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index]);
}
