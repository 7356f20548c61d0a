import type { Change } from '@lab/istio';
import { expect, test } from 'vitest';
import { diffMarkdown, type NamedDiff, summary } from './diff-text.ts';

function diffOf(...effects: Change['effect'][]): NamedDiff {
  const changes = effects.map((effect) => ({ effect })) as Change[];
  return { changes, before: 'HEAD', after: 'the working tree', asked: 9 } as unknown as NamedDiff;
}

test('the summary counts the dangerous among several, and does not count the one', () => {
  const sides = 'from HEAD to the working tree';
  expect(summary(diffOf('plaintext'))).toBe(`1 change ${sides}, dangerous (9 requests asked)`);
  expect(summary(diffOf('plaintext', 'routing'))).toBe(
    `2 changes ${sides}, 1 of them dangerous (9 requests asked)`,
  );
  expect(summary(diffOf('routing'))).toBe(`1 change ${sides} (9 requests asked)`);
  expect(summary(diffOf())).toBe(`no request changes ${sides} (9 requests asked)`);
});

test('a heading of Markdown keeps its parentheses, and no link of a name', () => {
  expect(diffMarkdown(['a'], '1 change from [a](b) (9 requests asked)')).toContain(
    '### 1 change from &#91;a&#93;(b) (9 requests asked)\n',
  );
});
