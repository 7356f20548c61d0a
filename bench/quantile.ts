/**
 * The smallest of the values below which lies at least the given part of all of them (nearest rank).
 *
 * @param part 0 to 1; 0.5 is the median
 * @throws RangeError without values
 */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('no values to take a quantile of');
  return value;
}

/** The middle value; the lower of both for an even number of them. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
