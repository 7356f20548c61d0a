import { expect, it } from 'vitest';
import { tiersOf } from './tiers.ts';

const edges = (text: string) =>
  text.split(' ').map((edge) => ({ from: edge.slice(0, 1), to: edge.slice(1, 2) }));

it.each([
  ['a chain', 'gf fb bm', { g: 0, f: 1, b: 2, m: 3 }],
  ['a short cut', 'gf fb bm gm', { g: 0, f: 1, b: 2, m: 3 }],
  ['a call back', 'gf fb bf', { g: 0, f: 1, b: 2 }],
  ['a call to the entry', 'gf fb bg', { g: 0, f: 1, b: 2 }],
  ['one that nobody calls', 'gf xy', { g: 0, f: 1, x: 1, y: 2 }],
  ['those that only call each other', 'gf xy yx', { g: 0, f: 1, x: 1, y: 2 }],
])('%s', (_, text, tiers) => {
  expect(Object.fromEntries(tiersOf(['g'], Object.keys(tiers), edges(text)))).toEqual(tiers);
});

it('takes no longer where everybody may call everybody', () => {
  const nodes = Array.from({ length: 60 }, (_, index) => `n${index}`);
  const all = nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => ({ from, to })));
  expect(tiersOf(['n0'], nodes, all).size).toBe(60);
});
