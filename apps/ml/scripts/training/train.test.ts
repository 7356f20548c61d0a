import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelCard } from './model-card.ts';
import { splitByClass } from './split.ts';
import { app, train } from './train.ts';

describe('train', () => {
  it('gives the committed models and model card again', { timeout: 120_000 }, async () => {
    const training = await train();
    expect(modelCard(training)).toBe(await readFile(path.join(app, 'MODEL_CARD.md'), 'utf8'));
    for (const { model } of training.trained) {
      const committed = await readFile(path.join(app, 'generated', `${model.name}.json`), 'utf8');
      expect(`${JSON.stringify(model)}\n` === committed, `generated/${model.name}.json`).toBe(true);
    }
    const [stable, canary] = training.trained.map(({ evaluation }) => evaluation.accuracy);
    expect(stable).toBeGreaterThan(0.7);
    expect(canary).toBeGreaterThan(stable ?? 1);
  });
});

describe('splitByClass', () => {
  const examples = Array.from({ length: 50 }, (_, index) => ({
    item: `item ${index}`,
    label: index < 10 ? 'rare' : 'common',
  }));

  it('holds out the same share of every class, and nothing twice', () => {
    const { training, heldOut } = splitByClass(examples, 0.2, 1);
    expect(heldOut.filter(({ label }) => label === 'rare')).toHaveLength(2);
    expect(heldOut.filter(({ label }) => label === 'common')).toHaveLength(8);
    expect(new Set([...training, ...heldOut].map(({ item }) => item)).size).toBe(50);
  });

  it('depends on the seed and on nothing else', () => {
    expect(splitByClass(examples, 0.2, 1)).toEqual(splitByClass(examples, 0.2, 1));
    expect(splitByClass(examples, 0.2, 1)).not.toEqual(splitByClass(examples, 0.2, 2));
  });
});
