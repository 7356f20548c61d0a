import { describe, expect, it } from 'vitest';
import { type LinearModel, predict } from './linear-model.ts';

const model: LinearModel = {
  name: 'test',
  algorithm: 'by hand',
  featureSet: 'words',
  link: 'softmax',
  scaled: false,
  labels: ['glass', 'metal'],
  bias: [0, 0],
  weights: { bottle: [2, 0], tin: [-1, 2] },
};

describe('predict', () => {
  it('adds the weights of known words and ranks the labels', () => {
    const [first, second] = predict(model, 'green bottle');
    expect(first?.label).toBe('glass');
    expect(first?.probability).toBeCloseTo(Math.exp(2) / (Math.exp(2) + 1));
    expect((first?.probability ?? 0) + (second?.probability ?? 0)).toBeCloseTo(1);
  });

  it('falls back to the bias for words it has not seen, those of Object.prototype included', () => {
    const biased = { ...model, bias: [0, 1] };
    expect(predict(biased, 'constructor toString')[0]?.label).toBe('metal');
  });

  it('scales by the number of known words where the model says so', () => {
    const scaled: LinearModel = { ...model, link: 'logistic', scaled: true };
    const logistic = (score: number) => 1 / (1 + Math.exp(-score));
    const [glass, metal] = [logistic((2 - 1) / Math.SQRT2), logistic(2 / Math.SQRT2)];
    expect(predict(scaled, 'bottle tin')[0]).toEqual({
      label: 'metal',
      probability: expect.closeTo(metal / (glass + metal)),
    });
  });
});
