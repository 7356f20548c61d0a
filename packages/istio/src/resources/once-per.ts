/** Computes `derive` at most once for each object: what it is made from never changes. */
export function oncePer<Owner extends object, Result>(
  derive: (owner: Owner) => Result,
): (owner: Owner) => Result {
  const known = new WeakMap<Owner, { readonly result: Result }>();
  return (owner) => {
    const found = known.get(owner) ?? { result: derive(owner) };
    known.set(owner, found);
    return found.result;
  };
}
