import { type FeatureSet, featuresOf } from './features.ts';

/** A trained model as its JSON file has it: a score a class is its bias plus the weights of the item's features. */
export type LinearModel = {
  readonly name: string;
  readonly algorithm: string;
  readonly featureSet: FeatureSet;
  /** How scores become probabilities: over all classes, or each class against the rest and then scaled to one. */
  readonly link: 'softmax' | 'logistic';
  /** Whether each feature of an item counts 1, or 1 / √n so that long names score no higher than short ones. */
  readonly scaled: boolean;
  readonly labels: readonly string[];
  readonly bias: readonly number[];
  /** A weight a label for each feature. */
  readonly weights: Readonly<Record<string, readonly number[]>>;
};

export type Prediction = { readonly label: string; readonly probability: number };

/** All labels with their probabilities, the most likely first. Features that the model has not seen count nothing. */
export function predict(model: LinearModel, item: string): Prediction[] {
  const known = [...featuresOf(item, model.featureSet)].flatMap((feature) =>
    Object.hasOwn(model.weights, feature) ? [model.weights[feature] as readonly number[]] : [],
  );
  const scale = model.scaled ? 1 / Math.sqrt(known.length || 1) : 1;
  const scores = model.labels.map((_, index) =>
    known.reduce((sum, weights) => sum + scale * (weights[index] as number), model.bias[index] as number),
  );
  const probabilities = model.link === 'softmax' ? softmax(scores) : normalise(scores.map(logistic));
  return model.labels
    .map((label, index) => ({ label, probability: probabilities[index] as number }))
    .sort((left, right) => right.probability - left.probability);
}

function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  return normalise(scores.map((score) => Math.exp(score - highest)));
}

function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

function normalise(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}
