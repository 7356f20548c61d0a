import { expect, it } from 'vitest';
import { cloneListItems } from './clone-list-items.ts';

const renamed = (lines: string) => lines.replaceAll('ml', 'stock');

it('puts a copy after an item of one line', () => {
  expect(cloneListItems('resources:\n- backend\n- ml\n', 'ml', renamed)).toBe(
    'resources:\n- backend\n- ml\n- stock\n',
  );
});

it('copies an item with all that is indented below it, wherever the list is', () => {
  const item = '  - image: ml\n    context: apps/ml\n    docker:\n      target: run\n';
  const text = `build:\n  artifacts:\n${item}manifests: {}\n`;
  expect(cloneListItems(text, 'image: ml', renamed)).toBe(
    `build:\n  artifacts:\n${item}${item.replaceAll('ml', 'stock')}manifests: {}\n`,
  );
});

it('leaves everything else to the byte', () => {
  const text = '# - ml\n- html\n-   ml # aligned\n- mls';
  expect(cloneListItems(text, 'ml', renamed)).toBe(text);
});
