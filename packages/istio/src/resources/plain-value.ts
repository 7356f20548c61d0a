import {
  constructFromEvents,
  defineMappingTag,
  defineScalarTag,
  EVENT_ID,
  type Event,
  NOT_RESOLVED,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  Schema,
  seqTag,
  strTag,
} from 'js-yaml';
import { isScalar, type ScalarTag } from 'yaml';
import { KUBERNETES_YAML } from './yaml-schema.ts';

/**
 * The value of a YAML text with at most one document that has nothing in it but maps with text for keys, lists and
 * scalars, as nearly all manifests do. js-yaml reads it in a tenth of the time that `yaml` takes, but keeps no places.
 *
 * @returns `value`, undefined without a document: the one that `parseDocuments` gives. Nothing for any other text, be it
 *   broken, or one that the two libraries may read in two ways: `parseDocuments` says what is in it
 */
export function plainValue(text: string): { readonly value: unknown } | undefined {
  if (DOUBTFUL.test(text)) return undefined;
  try {
    const events = parseEvents(text, {});
    if (!isPlain(events, text)) return undefined;
    return { value: constructFromEvents(events, { source: text, schema: PLAIN })[0] };
  } catch {
    return undefined;
  }
}

/** What the two libraries do not always read alike; found by generated texts (`plain-value.test.ts`). */
const DOUBTFUL = new RegExp(
  [
    // Breaks and spaces that are not `\n` and ` `.
    /[\r\t\u0085\u2028\u2029\ufeff]/,
    // A directive, or what looks like one, or the end of a document.
    /^ *%|^\.\.\./,
    // A marker that does not begin its line.
    /^ +---(?: |$)/,
    // A block of text that says its indentation, keeps blank lines at its end, or does not begin beside its key.
    /[|>](?:[-+]?[1-9]|\+)|^ *[|>]/,
    // A line that ends with an escape.
    /\\$/,
    // A key that is marked as one.
    /\?(?: |$)/,
    // A comment further left than what comes after it, or before the end of brackets.
    /^( *)#.*\n(?: *\n)*(?:\1 +[^ #\n]| *[\]},])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'm',
);

function isPlain(events: readonly Event[], text: string): boolean {
  const documents = events.filter((event) => event.type === EVENT_ID.DOCUMENT);
  return documents.length <= 1 && events.every((event) => isPlainEvent(event, text));
}

function isPlainEvent(event: Event, text: string): boolean {
  switch (event.type) {
    case EVENT_ID.DOCUMENT:
      return event.directives.length === 0 && !event.explicitEnd;
    case EVENT_ID.ALIAS:
      return false;
    case EVENT_ID.POP:
      return true;
    case EVENT_ID.SCALAR:
      if (follows(event, text)) return false;
  }
  return event.tagStart === -1 && event.anchorStart === -1;
}

/** Whether a scalar comes right after quotes or brackets that end, where js-yaml may take it for the next key. */
function follows({ style, valueStart }: ScalarEvent, text: string): boolean {
  const isQuoted = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
  let before = valueStart - (isQuoted ? 2 : 1);
  while (text[before] === ' ') before -= 1;
  return '"\']}'.includes(text[before] ?? ' ');
}

/** Refuses keys that are no text, that merge, or that objects have a meaning for; js-yaml refuses those that stand twice. */
const map = defineMappingTag<Record<string, unknown>>('tag:yaml.org,2002:map', {
  create: () => ({}),
  addPair: (made, key, value) => {
    if (typeof key !== 'string' || key === '<<' || key === '__proto__') return 'not plain';
    made[key] = value;
    return '';
  },
  has: (made, key) => Object.hasOwn(made, String(key)),
  keys: Object.keys,
  get: (made, key) => made[String(key)],
  identify: () => false,
});

const RESOLVED = KUBERNETES_YAML.tags.filter(
  (tag): tag is ScalarTag => tag.default === true && !tag.collection,
);

/** Scalars without quotes, by the rules of the other library. */
const scalar = defineScalarTag('tag:yaml.org,2002:null', {
  implicit: true,
  implicitFirstChars: ['', ...'~+-.0123456789nNyYtTfFoO'],
  resolve: (source) => {
    const tag = RESOLVED.find(({ test }) => test?.test(source));
    if (!tag) return NOT_RESOLVED;
    const value = tag.resolve(source, refuse, {});
    return isScalar(value) ? value.value : value;
  },
  identify: () => false,
});

function refuse(problem: string): never {
  throw new SyntaxError(problem);
}

const PLAIN = new Schema([strTag, seqTag, map, scalar]);
