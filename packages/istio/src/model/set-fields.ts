/**
 * An object with only the fields that have a value: a field that is absent leaves what another object says of it when
 * the two are merged, and one that is `undefined` would not.
 */
export function setFields<Fields extends object>(
  fields: {
    readonly [Name in keyof Fields]: Fields[Name] | undefined;
  },
): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
