/** `npm run train`: writes generated/stable.json, generated/canary.json and MODEL_CARD.md. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { modelCard } from './training/model-card.ts';
import { app, train } from './training/train.ts';

const training = await train();
const folder = path.join(app, 'generated');
await mkdir(folder, { recursive: true });
for (const { model } of training.trained) {
  await writeFile(path.join(folder, `${model.name}.json`), `${JSON.stringify(model)}\n`);
}
await writeFile(path.join(app, 'MODEL_CARD.md'), modelCard(training));
