/** Whether two values of JSON are the same, whatever the order of their keys. */
export function isEqual(first: unknown, second: unknown): boolean {
  if (Object.is(first, second)) return true;
  if (typeof first !== 'object' || typeof second !== 'object' || first === null || second === null)
    return false;
  if (Array.isArray(first) !== Array.isArray(second)) return false;
  const [own, other] = [first, second] as readonly Readonly<Record<string, unknown>>[];
  const keys = Object.keys(own ?? {});
  return (
    keys.length === Object.keys(other ?? {}).length &&
    keys.every((key) => Object.hasOwn(second, key) && isEqual(own?.[key], other?.[key]))
  );
}
