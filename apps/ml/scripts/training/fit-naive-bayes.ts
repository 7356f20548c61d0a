import { MultinomialNB } from 'ml-naivebayes';
import type { LinearModel } from '../../src/linear-model.ts';
import type { Example } from './data-set.ts';
import { labelsOf, round, toRows, vocabularyOf } from './vocabulary.ts';

const featureSet = 'words';

/** Multinomial naive Bayes over words: its log probabilities are the weights of a linear model. */
export function fitNaiveBayes(examples: readonly Example[]): LinearModel {
  const labels = labelsOf(examples);
  const vocabulary = vocabularyOf(examples, featureSet);
  const bayes = new MultinomialNB();
  bayes.train(
    toRows(examples, vocabulary, featureSet),
    examples.map(({ label }) => labels.indexOf(label)),
  );
  const { priorProbability, conditionalProbability } = bayes.toJSON();
  return {
    name: 'stable',
    algorithm: 'multinomial naive Bayes over words',
    featureSet,
    link: 'softmax',
    scaled: false,
    labels,
    bias: labels.map((_, index) => round(priorProbability.get(index, 0))),
    weights: Object.fromEntries(
      vocabulary.map((feature, column) => [feature, conditionalProbability.getColumn(column).map(round)]),
    ),
  };
}
