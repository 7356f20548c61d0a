/** The two ways in which a model reads an item: its words as they are, or their stems and which of them is the head. */
export type FeatureSet = 'words' | 'stems-and-head';

/** The features of an item, each once. Words are lower case, without accents and punctuation. */
export function featuresOf(item: string, featureSet: FeatureSet): Set<string> {
  const words = wordsOf(item);
  if (featureSet === 'words') return new Set(words);
  const stems = words.map(stemOf);
  return new Set([...stems, ...headFeatures(headOf(stems))]);
}

function wordsOf(item: string): string[] {
  // NFKD parts a letter from its accent, which \p{M} then removes.
  const plain = item.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[a-z0-9]+/g) ?? [];
}

/** Without the plural's s, so that `batteries of a torch` and `torch battery` share what they are. */
function stemOf(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

const prepositions = new Set(['of', 'with', 'from', 'for', 'without', 'in', 'on', 'by', 'to', 'and']);

/** The word that says what the thing is: in English the last one before a preposition, `lid` in `jam jar lid of tin`. */
function headOf(stems: readonly string[]): string | undefined {
  const end = stems.findIndex((stem, index) => index > 0 && prepositions.has(stem));
  return (end > 0 ? stems.slice(0, end) : stems).at(-1);
}

/** The head, and its last four letters, by which a model recognises `milkbottle` by `bottle`. */
function headFeatures(head: string | undefined): string[] {
  if (!head) return [];
  return head.length > 4 ? [`head:${head}`, `ending:${head.slice(-4)}`] : [`head:${head}`];
}
