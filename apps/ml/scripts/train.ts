/** `npm run train`: writes models/stable.json, models/canary.json and MODEL_CARD.md. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { modelCard } from './training/model-card.ts';
import { app, train } from './training/train.ts';

const training = await train();
const models = path.join(app, 'models');
await mkdir(models, { recursive: true });
for (const { model } of training.trained) {
  await writeFile(path.join(models, `${model.name}.json`), `${JSON.stringify(model)}\n`);
}
await writeFile(path.join(app, 'MODEL_CARD.md'), modelCard(training));
