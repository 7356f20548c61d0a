import type { AttributeValue, Span } from '../spans/span.ts';

/** Distinct texts to remember; ids of requests, which never come again, push the others out in time. */
const MOST_TEXTS = 5_000;

/**
 * Gives one and the same string for equal ones. Each span is decoded with its own copy of names of clusters, services
 * and peers, which are the same few all the time and two thirds of a span's memory.
 */
export function textSharer(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const shared = known.get(text);
    if (shared !== undefined) return shared;
    if (known.size >= MOST_TEXTS) known.clear();
    known.set(text, text);
    return text;
  };
}

/** The same span, its texts exchanged for those that `share` gives. */
export function withSharedTexts(span: Span, share: (text: string) => string): Span {
  const attributes = Object.entries(span.attributes).map(([key, value]) => [key, sharedIn(value, share)]);
  const { name, service, version, pod } = span;
  return {
    ...span,
    name: share(name),
    service: share(service),
    ...(version !== undefined && { version: share(version) }),
    ...(pod !== undefined && { pod: share(pod) }),
    attributes: Object.fromEntries(attributes),
  };
}

function sharedIn(value: AttributeValue, share: (text: string) => string): AttributeValue {
  if (typeof value === 'string') return share(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => sharedIn(entry, share));
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, sharedIn(entry, share)]));
}
