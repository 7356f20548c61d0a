/** Levels and values of a value in which an alias counts as all that it stands for. */
export interface ValueSize {
  readonly levels: number;
  readonly values: number;
}

/** @param most levels beyond which nothing is looked at: the answer has more then */
export function sizeOf(value: unknown, most: number): ValueSize {
  const known = new Map<object, ValueSize>();
  const measure = (part: unknown, left: number): ValueSize => {
    if (typeof part !== 'object' || part === null) return { levels: 0, values: 1 };
    if (left === 0) return { levels: most + 1, values: 1 };
    // What stands in several places is measured once, so that aliases of aliases take no time.
    const found = known.get(part);
    if (found) return found;
    let [levels, values] = [0, 1];
    for (const entry of Object.values(part)) {
      const size = measure(entry, left - 1);
      levels = Math.max(levels, size.levels);
      values += size.values;
    }
    const size = { levels: levels + 1, values };
    known.set(part, size);
    return size;
  };
  return measure(value, most);
}
