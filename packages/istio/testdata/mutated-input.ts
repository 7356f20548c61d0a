import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';

const SCENARIOS = join(import.meta.dirname, 'conformance');

/** The clusters of all conformance scenarios, as YAML. */
const INPUTS = readdirSync(SCENARIOS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readFileSync(join(SCENARIOS, name, 'input.yaml'), 'utf8'));

/** What somebody may put into a text by mistake, or to do harm. */
const FRAGMENTS = [
  ...['[', '{', ']', '}', ':', ': ', '- ', '? ', ',', '#', '"', "'", '|', '>', '%', '@', '`', '\t', '\r', '\n', '\u0000', '\u2028'],
  ...['&a ', '*a', '*b', '<<: *a', '&a [*a]', '!!binary ', '!!set ', '!x ', '---\n', '...\n', '%YAML 1.2\n---\n', '\ufeff'],
  ...['null', '~', 'NaN', '.inf', '1e999', '-1', '0x7fffffffffffffff', '99999999999999999999', 'on', '2026-01-01', '{{ .Values.a }}'],
  ...['[', '{a: ', '- '].map((text) => text.repeat(300)),
];

const fragment = fc.constantFrom(...FRAGMENTS);
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** One change of a text: what is taken out at a place, and what is put there. */
const textChange = fc.record({ at: share, taken: fc.nat(40), put: fc.oneof(fragment, fc.constant(''), fc.string()) });

function changeText(text: string, { at, taken, put }: { at: number; taken: number; put: string }): string {
  const place = Math.floor(at * text.length);
  return text.slice(0, place) + put + text.slice(place + taken);
}

/** Values that a field may have in place of its own. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 2 ** 31, 1e308, '', ' ', '*', '.', '-', '/', '~', '*.', '..', 'a/b/c', 'x'.repeat(300)],
  ...['1h1h', '-1s', '1', '0', '%', '(', '(a+)+$', '[', 'http://[', '::1/129', '10.0.0.0/33', 'cluster.local', '__proto__', 'constructor'],
  ...[[], {}, [null], [[]], [{}], { '': '' }, { constructor: { toString: 1 } }, ['*', '*'], { name: 'a', namespace: 'b' }],
];

/** One change of a resource: the n-th of its fields gets another value, goes, or stands twice. */
const valueChange = fc.record({
  at: share,
  how: fc.constantFrom('set', 'remove', 'repeat', 'move'),
  value: fc.oneof(fc.constantFrom(...VALUES), fc.jsonValue({ maxDepth: 2 })),
});

interface ValueChange {
  readonly at: number;
  readonly how: 'set' | 'remove' | 'repeat' | 'move';
  readonly value: unknown;
}

type Container = Record<string | number, unknown>;

function changeValue(root: unknown, { at, how, value }: ValueChange): void {
  const places = [...placesIn(root)];
  const [holder, key] = places[Math.floor(at * places.length)] ?? [];
  if (holder === undefined || key === undefined) return;
  const [other = holder] = places[Math.floor(at * 7919 * places.length) % places.length] ?? [];
  if (how === 'set') holder[key] = value;
  else if (how === 'move') holder[key] = structuredClone(other);
  else if (Array.isArray(holder)) holder.splice(Number(key), 1, ...(how === 'repeat' ? [holder[key], holder[key]] : []));
  else if (how === 'remove') delete holder[key];
  else holder[`${key}x`] = holder[key];
}

function* placesIn(value: unknown): Generator<[Container, string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, entry] of Object.entries(value)) {
    yield [value as Container, key];
    yield* placesIn(entry);
  }
}

const changedText = fc
  .tuple(fc.constantFrom(...INPUTS), fc.array(textChange, { minLength: 1, maxLength: 4 }))
  .map(([text, changes]) => changes.reduce(changeText, text));

const changedValues = fc
  .tuple(fc.constantFrom(...INPUTS), fc.array(valueChange, { minLength: 1, maxLength: 4 }))
  .map(([text, changes]) => {
    const documents = parseAllDocuments(text).map((document) => document.toJS() as unknown);
    for (const change of changes) changeValue(documents, change);
    return documents.map((document) => JSON.stringify(document)).join('\n---\n');
  });

/** A conformance input that somebody has damaged: its text, or its values. */
export const mutatedInput: fc.Arbitrary<string> = fc.oneof(changedText, changedValues);

/** One edit of a text that has been read before: of its text, of the values of one document, or of where its documents stand. */
export const edit: fc.Arbitrary<(text: string) => string> = fc.oneof(
  textChange.map((change) => (text: string) => changeText(text, change)),
  fc.tuple(share, valueChange).map(([at, change]) => inDocument(at, (text) => changedDocument(text, change))),
  fc.tuple(share, fc.constantFrom('# a comment\n', '')).map(([at, put]) => inDocument(at, (text) => put && `${put}${text}`)),
  fc.tuple(share, share).map(([at, to]) => (text: string) => {
    const documents = text.split(MARKER);
    documents.splice(Math.floor(to * documents.length), 0, ...documents.splice(Math.floor(at * documents.length), 1));
    return documents.join(MARKER);
  }),
);

const MARKER = '\n---\n';

function inDocument(at: number, change: (text: string) => string): (text: string) => string {
  return (text) => {
    const documents = text.split(MARKER);
    const index = Math.floor(at * documents.length);
    return documents.with(index, change(documents[index] ?? '')).join(MARKER);
  };
}

function changedDocument(text: string, change: ValueChange): string {
  try {
    const values = parseAllDocuments(text).map((document) => document.toJS() as unknown);
    changeValue(values, change);
    return values.map((value) => JSON.stringify(value)).join(MARKER);
  } catch {
    return text;
  }
}

/** A conformance input as it is. */
export const input: fc.Arbitrary<string> = fc.constantFrom(...INPUTS);
