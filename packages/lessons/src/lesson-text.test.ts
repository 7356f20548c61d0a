import { expect, it } from 'vitest';
import { readLessonText, sectionMistakes } from './lesson-text.ts';

const page = `# Subsets

## Situation

The backend runs
in two versions.

## Task

Define the subset.

## Look at

- one
- two

## What you now know

- A subset has
  labels.
- Two.
- Three.

## Read on

https://istio.io/latest/docs/
`;

it('reads a page by its sections', () => {
  expect(readLessonText(page)).toEqual({
    title: 'Subsets',
    situation: 'The backend runs\nin two versions.',
    task: 'Define the subset.',
    look: '- one\n- two',
    learned: ['A subset has labels.', 'Two.', 'Three.'],
    readOn: 'https://istio.io/latest/docs/',
  });
});

it('says which sections are missing, and which nobody knows', () => {
  expect(sectionMistakes(page)).toEqual([]);
  expect(sectionMistakes(page.replace('## Task', '## Taks'))).toEqual([
    'section "Task" is missing',
    'section "Taks" is unknown',
  ]);
});
