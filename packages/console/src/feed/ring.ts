/** The newest values, at most so many: the oldest go when others come. */
export interface Ring<Value> {
  add(value: Value): void;
  /** The oldest first. */
  values(): readonly Value[];
}

export function createRing<Value>(limit: number): Ring<Value> {
  let values: Value[] = [];
  return {
    add: (value) => {
      values.push(value);
      // Moved once for many: an array of twice the limit at most.
      if (values.length >= 2 * limit) values = values.slice(-limit);
    },
    values: () => (values.length > limit ? values.slice(-limit) : values),
  };
}
