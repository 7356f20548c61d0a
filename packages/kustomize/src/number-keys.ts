import { isMap, isScalar, parseAllDocuments, visit } from 'yaml';

/** A key that is a number, and where it stands. */
export interface NumberKey {
  readonly text: string;
  /** Offsets of its first character and of the one after its last. */
  readonly range: readonly [start: number, end: number];
}

/**
 * The keys of a YAML text that are numbers, such as the ports of Istio's `portLevelMtls`. JSON has text for keys, so that
 * kubectl takes them for text; kustomize fails on them.
 */
export function numberKeys(text: string): NumberKey[] {
  const found: NumberKey[] = [];
  for (const document of parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' })) {
    if (!('contents' in document)) continue;
    visit(document, {
      Map: (_, map) => {
        for (const { key } of isMap(map) ? map.items : []) {
          if (!isScalar(key) || typeof key.value !== 'number' || !key.range) continue;
          const [start, end] = key.range;
          found.push({ text: text.slice(start, end), range: [start, end] });
        }
      },
    });
  }
  return found;
}

/** The same text with these keys in quotes, each on its line. */
export function quoteNumberKeys(text: string): string {
  const keys = numberKeys(text).sort((a, b) => b.range[0] - a.range[0]);
  return keys.reduce(
    (quoted, { text: key, range: [start, end] }) => `${quoted.slice(0, start)}"${key}"${quoted.slice(end)}`,
    text,
  );
}
