import { heldOutShare, seed, type Trained, type Training } from './train.ts';

/** The model card, as Markdown, from the result of a training. */
export function modelCard({ examples, split, trained }: Training): string {
  return `# Model card

Made by \`npm run train\` from \`data/items.csv\`; do not edit. A test trains again and compares.

| | |
| --- | --- |
| Task | name of a household item (English) → what it is made of or collected as |
| Data | ${examples.length} items written for this project, ${trained[0]?.model.labels.length} classes |
| Split | ${split.training.length} items to train, ${split.heldOut.length} held out: ${percent(heldOutShare)} of each class, seed ${seed} |
| Not for | advice that someone relies on; what goes where differs from town to town |

The two versions differ in the model, so that a canary of ml is a real one. All scores are on the held-out items.

| Version | Model | Features | Accuracy | In the first three |
| --- | --- | ---: | ---: | ---: |
${trained.map(summary).join('\n')}
${trained.map(details).join('')}`;
}

function summary({ model, evaluation }: Trained): string {
  const features = Object.keys(model.weights).length;
  return `| ${model.name} | ${model.algorithm} | ${features} | ${percent(evaluation.accuracy)} | ${percent(evaluation.topThree)} |`;
}

function details({ model, evaluation }: Trained): string {
  const rows = evaluation.classes.map(
    ({ label, count, precision, recall }) =>
      `| ${label} | ${count} | ${percent(precision)} | ${percent(recall)} |`,
  );
  return `
## ${model.name}

| Class | Held out | Precision | Recall |
| --- | ---: | ---: | ---: |
${rows.join('\n')}
`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
