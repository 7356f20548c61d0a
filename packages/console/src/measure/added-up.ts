/** Counts by name, added up; a name may be any text, `constructor` among them. */
export function addedUp(
  counts: Iterable<readonly [name: string, count: number]>,
): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries(sums);
}
