import LogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';
import type { LinearModel } from '../../src/linear-model.ts';
import type { Example } from './data-set.ts';
import { labelsOf, round, toRows, vocabularyOf } from './vocabulary.ts';

const featureSet = 'stems-and-head';
const training = { numSteps: 60, learningRate: 0.3 };
/** The first column, whose weight becomes the bias: small, or its steps, summed over all items, overshoot. */
const BIAS_INPUT = 0.2;

/** Logistic regression, one class against the rest, over stems and the head word. */
export function fitLogisticRegression(examples: readonly Example[]): LinearModel {
  const labels = labelsOf(examples);
  const vocabulary = vocabularyOf(examples, featureSet);
  const rows = toRows(examples, vocabulary, featureSet).map(withBias);
  const classes = examples.map(({ label }) => labels.indexOf(label));
  const regression = new LogisticRegression(training);
  regression.train(new Matrix(rows), Matrix.columnVector(classes));
  // The library trains "not this class": its weights are ours with the other sign.
  const weights = regression.toJSON().classifiers.map((classifier) => classifier.weights.neg().to1DArray());
  const column = (index: number) => weights.map((ofClass) => round(ofClass[index] as number));
  return {
    name: 'canary',
    algorithm: 'logistic regression, one class against the rest, over stems and the head word',
    featureSet,
    link: 'logistic',
    scaled: true,
    labels,
    bias: column(0).map((weight) => round(weight * BIAS_INPUT)),
    weights: Object.fromEntries(vocabulary.map((feature, index) => [feature, column(index + 1)])),
  };
}

/** Scaled to unit length, after the column of the bias. */
function withBias(row: readonly number[]): number[] {
  const length = Math.sqrt(row.reduce((sum, value) => sum + value, 0) || 1);
  return [BIAS_INPUT, ...row.map((value) => value / length)];
}
