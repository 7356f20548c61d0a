/**
 * Whether `version` is `other` or later, compared number by number; numbers that one of them lacks are 0.
 *
 * @param version `1.38.3`; so is `other`, `4` or `1.28`
 */
export function isAtLeast(version: string, other: string): boolean {
  const [left = [], right = []] = [version, other].map((text) => text.split('.').map(Number));
  const differing = right.findIndex((part, index) => part !== (left[index] ?? 0));
  return differing === -1 || (left[differing] ?? 0) > (right[differing] ?? 0);
}
