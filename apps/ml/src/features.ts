/** The two ways in which a model reads an item: its words, or its words and the letters they are made of. */
export type FeatureSet = 'words' | 'words-and-ngrams';

/**
 * The features of an item, each once. Words are lower case, without accents and punctuation. Letter n-grams (3 and 4
 * letters, `^` and `$` for a word's ends) let a model read words that it has not seen: `jars`, `winebottle`.
 */
export function featuresOf(item: string, featureSet: FeatureSet): Set<string> {
  const words = wordsOf(item);
  if (featureSet === 'words') return new Set(words);
  return new Set([...words, ...words.flatMap((word) => [...ngrams(word, 3), ...ngrams(word, 4)])]);
}

function wordsOf(item: string): string[] {
  // NFKD parts a letter from its accent, which \p{M} then removes.
  const plain = item.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[a-z0-9]+/g) ?? [];
}

/** Marked by `#`, so that the n-gram `can` in `candle` is not the word `can`. */
function ngrams(word: string, length: number): string[] {
  const marked = `^${word}$`;
  const count = Math.max(0, marked.length - length + 1);
  return Array.from({ length: count }, (_, start) => `#${marked.slice(start, start + length)}`);
}
