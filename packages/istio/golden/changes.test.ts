import { describe, expect, it } from 'vitest';
import { applyChanges, type Changes, changesBetween, type Json } from './changes.ts';

const named = (...names: string[]) => names.map((name) => ({ name }));

const cases: [string, Json, Json, Changes | undefined][] = [
  ['nothing', { a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, undefined],
  ['a field', { a: 1, b: 2 }, { a: 1, b: 3 }, { b: 3 }],
  ['a field more and one less', { a: 1 }, { b: { c: [] } }, { a: null, b: { c: [] } }],
  ['a field of a field', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 3 } }],
  ['a list of texts', { a: ['x', 'y'] }, { a: ['y', 'x'] }, { a: ['y', 'x'] }],
  ['a value of another kind', { a: 'x' }, { a: { b: 1 } }, { a: { b: 1 } }],
  [
    'an entry',
    [
      { name: 'a', v: 1 },
      { name: 'b', v: 1 },
    ],
    [
      { name: 'a', v: 1 },
      { name: 'b', v: 2 },
    ],
    { b: { v: 2 } },
  ],
  ['an assignment', [{ clusterName: 'a', v: 1 }], [{ clusterName: 'a', v: 2 }], { a: { v: 2 } }],
  ['an entry more, first', named('a'), named('z', 'a'), { z: { $after: 'the start', name: 'z' } }],
  [
    'entries more, in a row',
    named('a', 'b'),
    named('a', 'x', 'y', 'b'),
    { x: { $after: 'a', name: 'x' }, y: { $after: 'x', name: 'y' } },
  ],
  ['an entry less', named('a', 'b'), named('b'), { a: null }],
  [
    'an entry after one that goes',
    named('a', 'b', 'c'),
    named('a', 'x', 'c'),
    { b: null, x: { $after: 'a', name: 'x' } },
  ],
  ['entries in another place', named('a', 'b', 'c'), named('c', 'a', 'b'), { c: { $after: 'the start' } }],
  [
    'names that are numbers',
    named('9', '10'),
    named('10', '8', '9'),
    { '8': { $after: '10', name: '8' }, '9': { $after: '8' } },
  ],
  [
    'the second of a name',
    [
      { name: 'a', v: 1 },
      { name: 'a', v: 2 },
    ],
    [
      { name: 'a', v: 1 },
      { name: 'a', v: 3 },
    ],
    { 'a#2': { v: 3 } },
  ],
  ['an entry without a name', [{ v: 1 }, { v: 2 }], [{ v: 1 }, { v: 3 }], { '#2': { v: 3 } }],
  ['the number of entries without names', [{ v: 1 }], [{ v: 1 }, { v: 2 }], [{ v: 1 }, { v: 2 }]],
  ['all entries', named('a'), named('b'), named('b')],
];

describe.each(cases)('a change of %s', (_what, before, after, changes) => {
  it('is said', () => {
    expect(changesBetween(before, after)).toEqual(changes);
  });

  it('is undone by its inverse', () => {
    expect(applyChanges(before, changes)).toEqual(after);
  });
});
