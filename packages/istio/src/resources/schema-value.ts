import { type Message, message } from '../findings/message.ts';
import { formatPath } from '../findings/place.ts';
import { didYouMean } from '../findings/suggest.ts';
import type { FieldPath } from './resource.ts';
import type { Schema } from './schema.ts';
import { writeHint } from './write-hint.ts';

type Problem = Message<'IST0106'> | undefined;

/** What a value that is not of the schema's type should have been. */
export function wrongType(value: unknown, schema: Schema, path: FieldPath): Problem {
  const common = { field: formatPath(path), actual: describe(value) };
  const { enum: allowed } = schema;
  if (allowed && !schema.intOrString && !allowed.includes(value)) {
    const names = allowed.filter((entry) => entry !== '').map(String);
    const hint = typeof value === 'string' ? didYouMean(value, names) : '';
    const end = hint || writeHint(value, schema, path);
    return message('IST0106.enumeration', { ...common, allowed: names, hint: end });
  }
  const expected = expectedType(value, schema);
  if (!expected) return undefined;
  return message('IST0106.type', { ...common, expected, hint: writeHint(value, schema, path) });
}

/** The type in words, undefined when the value has it. */
function expectedType(value: unknown, { type, intOrString }: Schema): string | undefined {
  if (intOrString) {
    return typeof value === 'number' || typeof value === 'string' ? undefined : 'a string or a number';
  }
  switch (type) {
    case 'object':
      return typeof value === 'object' && !Array.isArray(value) ? undefined : 'a map';
    case 'array':
      return Array.isArray(value) ? undefined : 'a list';
    case 'integer':
      return Number.isInteger(value) ? undefined : 'an integer';
    case 'number':
      return typeof value === 'number' ? undefined : 'a number';
    case 'string':
      return typeof value === 'string' ? undefined : 'a string';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    default:
      return undefined;
  }
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `the string "${value}"` : `the ${typeof value} ${value}`;
}

/** The limit of the schema that a value of the right type exceeds. */
export function exceededLimit(value: unknown, schema: Schema, field: string): Problem {
  if (typeof value === 'number') return numberLimit(value, schema, field);
  if (typeof value === 'string') return textLimit(value, schema, field);
  if (!Array.isArray(value)) return undefined;
  const { minItems: least = 0, maxItems: most = value.length } = schema;
  if (value.length < least) return message('IST0106.minItems', { field, least });
  return value.length > most ? message('IST0106.maxItems', { field, most }) : undefined;
}

function numberLimit(value: number, schema: Schema, field: string): Problem {
  const { minimum: least = value, maximum: most = value } = schema;
  if (value < least) return message('IST0106.minimum', { field, least, value });
  return value > most ? message('IST0106.maximum', { field, most, value }) : undefined;
}

function textLimit(value: string, schema: Schema, field: string): Problem {
  const { minLength: least = 0, maxLength: most = value.length, pattern } = schema;
  if (value.length < least) return message('IST0106.minLength', { field, least });
  if (value.length > most) return message('IST0106.maxLength', { field, most });
  if (!pattern || new RegExp(pattern).test(value)) return undefined;
  return message('IST0106.pattern', { field, value, pattern });
}
