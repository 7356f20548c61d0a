/** How many names a message lists. */
export const LISTED = 5;

/** `a, b, c`; of more than five the first five, and that there are others. */
export function listNames(names: readonly (string | number)[]): string {
  if (names.length <= LISTED) return names.join(', ');
  return `${names.slice(0, LISTED).join(', ')} and others`;
}
