import { expect, test } from 'vitest';
import { judge } from './measurement.ts';
import { rowsOf } from './mesh-size.ts';

const figures = [
  { services: 100, parsing: 100, check: 50, translation: 20, edit: 10, memory: 90 },
  { services: 300, parsing: 300, check: 200, translation: 60, edit: 30, memory: 100 },
  { services: 1000, parsing: 1100, check: 700, translation: 400, edit: 100, memory: 500 },
];

test('a size beside the one before, so that the ratio says how it grows', () => {
  const rows = rowsOf(figures).map(judge);
  expect(rows.slice(0, 3)).toEqual([
    { measure: 'parsing of 100 services', unit: 'ms', with: 100 },
    expect.objectContaining({ measure: 'parsing of 300 services, beside 100', with: 300, ratio: 3 }),
    expect.objectContaining({ measure: 'parsing of 1000 services, beside 300', with: 1100, met: true }),
  ]);
});

test('the growth from a tenth of the largest size has an aim of its own', () => {
  const rows = rowsOf(figures).map(judge);
  const grown = rows.filter(({ aim }) => aim?.of === 'ratio');
  expect(grown.map(({ measure, ratio, met }) => ({ measure, ratio, met }))).toEqual([
    { measure: 'check of 1000 services, beside 100', ratio: 14, met: false },
    { measure: 'one proxy of 1000 services, beside 100', ratio: 20, met: false },
  ]);
});
