/** A trace id as 32 lower-case hex digits (64-bit ids are padded on the left), undefined if it is none. */
export function parseTraceId(id: unknown): string | undefined {
  return parseId(id, 32, 16);
}

/** A span id as 16 lower-case hex digits, undefined if it is none. All zeroes is not an id (W3C Trace Context). */
export function parseSpanId(id: unknown): string | undefined {
  return parseId(id, 16, 16);
}

function parseId(id: unknown, length: number, shortest: number): string | undefined {
  if (typeof id !== 'string' || !/^[0-9a-fA-F]+$/.test(id) || /^0+$/.test(id)) return undefined;
  if (id.length !== length && id.length !== shortest) return undefined;
  return id.toLowerCase().padStart(length, '0');
}
