import { type FeatureSet, featuresOf } from '../../src/features.ts';
import type { Example } from './data-set.ts';

/** The features of the training items, sorted; a head or an ending only if two items share it: one teaches nothing. */
export function vocabularyOf(examples: readonly Example[], featureSet: FeatureSet): string[] {
  const counts = new Map<string, number>();
  for (const { item } of examples) {
    for (const feature of featuresOf(item, featureSet)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  const shared = [...counts].filter(([feature, count]) => count > 1 || !feature.includes(':'));
  return shared.map(([feature]) => feature).sort();
}

/** The labels of the training items, sorted: a label's class number is its place here. */
export function labelsOf(examples: readonly Example[]): string[] {
  return [...new Set(examples.map(({ label }) => label))].sort();
}

/** One row an item, one column a feature of the vocabulary, 1 where the item has it. */
export function toRows(
  examples: readonly Example[],
  vocabulary: readonly string[],
  featureSet: FeatureSet,
): number[][] {
  return examples.map(({ item }) => {
    const features = featuresOf(item, featureSet);
    return vocabulary.map((feature) => (features.has(feature) ? 1 : 0));
  });
}

/** Four significant digits: the model file stays small, and no answer changes. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}
