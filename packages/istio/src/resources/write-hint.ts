import { HINTS } from '../findings/hints.ts';
import type { FieldPath } from './resource.ts';
import type { Schema } from './schema.ts';

/** Names of text fields that hold a duration, in Istio's kinds and in the Gateway API's. */
const DURATION =
  /(?:timeout|delay|interval|duration(?:secs)?|ejectiontime|maxage|ttl|backoff|^time|^request|^backendrequest)$/i;

/** What to write in place of a value of the wrong type: the end of a sentence, or nothing. */
export function writeHint(value: unknown, schema: Schema, path: FieldPath): string {
  const field = String(path.at(-1) ?? '');
  switch (schema.type) {
    case 'string':
      return textHint(value, field);
    case 'integer':
    case 'number':
      return typeof value === 'string' ? numberHint(value, schema.type, field) : '';
    case 'boolean':
      return value === 'true' || value === 'false' ? HINTS.unquoted({ value }) : '';
    case 'object':
      return mapHint(value, Object.keys(schema.properties ?? {}));
    case 'array':
      return isScalar(value) ? HINTS.list({ value }) : '';
    default:
      return '';
  }
}

/** YAML makes a number or a boolean of a bare `1`, `on` or `yes`, which is what a label's value often is. */
function textHint(value: unknown, field: string): string {
  if (typeof value === 'boolean') return HINTS.booleanText();
  if (typeof value !== 'number') return '';
  if (!DURATION.test(field)) return HINTS.numberText({ value });
  // Istio refuses durations below a millisecond.
  return value >= 0.001 ? HINTS.durationOf({ seconds: value }) : HINTS.duration();
}

function numberHint(text: string, type: 'integer' | 'number', field: string): string {
  const [, seconds] = /^(\d+)s$/.exec(text) ?? [];
  if (seconds && /seconds$/i.test(field)) return HINTS.seconds({ seconds });
  const [, digits, percent] = /^\s*([-+]?\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(text) ?? [];
  if (digits === undefined) return '';
  if (type === 'integer' && !Number.isInteger(Number(digits))) return '';
  const number = Number(digits);
  return percent ? HINTS.percent({ value: number }) : HINTS.unquoted({ value: number });
}

/** The maps that people take for their one value: a percentage, a port, a text to match. */
function mapHint(value: unknown, fields: readonly string[]): string {
  if (!isScalar(value)) return '';
  const number = typeof value === 'number' ? value : Number(/^(\d+(?:\.\d+)?)%?$/.exec(String(value))?.[1]);
  for (const field of ['value', 'number']) {
    if (fields.includes(field) && !Number.isNaN(number)) return HINTS.map({ field, value: number });
  }
  if (!fields.includes('exact') || typeof value !== 'string') return '';
  return HINTS.stringMatch({ text: value });
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
