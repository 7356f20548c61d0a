import { expect, test } from 'vitest';
import { treeMove, visibleRows } from './tree-grid.ts';

/** a(b(c) d) e */
const rows = [
  { id: 'a', level: 1, hasChildren: true },
  { id: 'b', level: 2, hasChildren: true },
  { id: 'c', level: 3, hasChildren: false },
  { id: 'd', level: 2, hasChildren: false },
  { id: 'e', level: 1, hasChildren: false },
];
const none = new Set<string>();
const move = (focused: string, key: string, collapsed: ReadonlySet<string> = none) =>
  treeMove(rows, collapsed, focused, key);

test('what is below a collapsed row is not shown, and what follows is', () => {
  const shown = (...collapsed: string[]) =>
    visibleRows(rows, new Set(collapsed))
      .map(({ id }) => id)
      .join('');
  expect([shown(), shown('b'), shown('a'), shown('a', 'b'), shown('c')]).toEqual([
    'abcde',
    'abde',
    'ae',
    'ae',
    'abcde',
  ]);
});

test('up and down go over the rows that are shown', () => {
  expect(move('b', 'ArrowDown')).toEqual({ focus: 'c' });
  expect(move('b', 'ArrowDown', new Set('b'))).toEqual({ focus: 'd' });
  expect(move('d', 'ArrowUp', new Set('b'))).toEqual({ focus: 'b' });
  expect(move('a', 'ArrowUp')).toBeUndefined();
  expect(move('e', 'ArrowDown')).toBeUndefined();
  expect([move('c', 'Home'), move('c', 'End')]).toEqual([{ focus: 'a' }, { focus: 'e' }]);
});

test('right opens and then goes in, left closes and then goes out', () => {
  expect(move('b', 'ArrowRight', new Set('b'))).toEqual({ focus: 'b', expand: 'b' });
  expect(move('b', 'ArrowRight')).toEqual({ focus: 'c' });
  expect(move('c', 'ArrowRight')).toBeUndefined();
  expect(move('b', 'ArrowLeft')).toEqual({ focus: 'b', collapse: 'b' });
  expect(move('b', 'ArrowLeft', new Set('b'))).toEqual({ focus: 'a' });
  expect(move('c', 'ArrowLeft')).toEqual({ focus: 'b' });
  expect(move('e', 'ArrowLeft')).toBeUndefined();
});

test('other keys, and a row that is not shown, do nothing', () => {
  expect(move('a', 'x')).toBeUndefined();
  expect(move('c', 'ArrowUp', new Set('a'))).toBeUndefined();
});
