/** Those of some fields of a message that are set. */
export function pick<Message>(
  source: Message,
  fields: readonly (keyof Message & string)[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fields.flatMap((field) => (source[field] === undefined ? [] : [[field, source[field]]])),
  );
}
