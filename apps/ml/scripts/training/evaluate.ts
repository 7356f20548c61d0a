import { type LinearModel, predict } from '../../src/linear-model.ts';
import type { Example } from './data-set.ts';

export type ClassScore = {
  readonly label: string;
  readonly count: number;
  readonly precision: number;
  readonly recall: number;
};

export type Evaluation = {
  readonly accuracy: number;
  readonly topThree: number;
  readonly classes: readonly ClassScore[];
};

/** How a model does on examples it was not trained on. Precision is 0 for a label that it never predicts. */
export function evaluate(model: LinearModel, examples: readonly Example[]): Evaluation {
  const answers = examples.map(({ item, label }) => ({
    label,
    ranked: predict(model, item).map((each) => each.label),
  }));
  const share = (hits: readonly unknown[], all: readonly unknown[]) =>
    all.length ? hits.length / all.length : 0;
  const hits = answers.filter(({ label, ranked }) => ranked[0] === label);
  return {
    accuracy: share(hits, answers),
    topThree: share(
      answers.filter(({ label, ranked }) => ranked.slice(0, 3).includes(label)),
      answers,
    ),
    classes: model.labels.map((label) => {
      const actual = answers.filter((answer) => answer.label === label);
      const predicted = answers.filter(({ ranked }) => ranked[0] === label);
      const right = hits.filter((answer) => answer.label === label);
      return {
        label,
        count: actual.length,
        precision: share(right, predicted),
        recall: share(right, actual),
      };
    }),
  };
}
