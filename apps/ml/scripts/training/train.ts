import path from 'node:path';
import type { LinearModel } from '../../src/linear-model.ts';
import { type Example, readDataSet } from './data-set.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import { fitLogisticRegression } from './fit-logistic-regression.ts';
import { fitNaiveBayes } from './fit-naive-bayes.ts';
import { type Split, splitByClass } from './split.ts';

export const app = path.resolve(import.meta.dirname, '../..');
export const seed = 20_251;
export const heldOutShare = 0.2;

export type Trained = { readonly model: LinearModel; readonly evaluation: Evaluation };
export type Training = {
  readonly examples: readonly Example[];
  readonly split: Split;
  readonly trained: readonly Trained[];
};

/** Trains both versions on the same split and measures them on what was held out. The same data give the same result. */
export async function train(): Promise<Training> {
  const examples = await readDataSet(path.join(app, 'data/items.csv'));
  const split = splitByClass(examples, heldOutShare, seed);
  const models = [fitNaiveBayes(split.training), fitLogisticRegression(split.training)];
  const trained = models.map((model) => ({ model, evaluation: evaluate(model, split.heldOut) }));
  return { examples, split, trained };
}
