import type { AttributeValue } from '../spans/span.ts';
import type { AnyValue, Int64, KeyValue } from './generated/messages.ts';

/** The attributes that have a value. */
export function readAttributes(list: readonly KeyValue[] = []): Record<string, AttributeValue> {
  const entries: [string, AttributeValue][] = [];
  for (const { key, value } of list) {
    const read = readValue(value);
    if (read !== null) entries.push([key, read]);
  }
  return Object.fromEntries(entries);
}

/** An AnyValue as JSON has it; null for one that is empty. Bytes are text in base64. */
function readValue(any: AnyValue | null): AttributeValue {
  switch (any?.value) {
    case 'stringValue':
    case 'boolValue':
    case 'doubleValue':
      return any[any.value];
    case 'intValue':
      return readInt64(any.intValue);
    case 'arrayValue':
      return any.arrayValue.values.map(readValue);
    case 'kvlistValue':
      return Object.fromEntries(any.kvlistValue.values.map(({ key, value }) => [key, readValue(value)]));
    case 'bytesValue':
      return Buffer.from(any.bytesValue).toString('base64');
    default:
      return null;
  }
}

/** A number, or its digits where a number would lose some. */
function readInt64(value: Int64): number | string {
  const number = value.toNumber();
  return Number.isSafeInteger(number) ? number : value.toString();
}
