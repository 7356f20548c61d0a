import { expect, test } from 'vitest';
import { judge } from './measurement.ts';
import { rowsOf } from './mesh-size.ts';

const small = { services: 100, reading: 100, model: 2, analysis: 98, translation: 50 };

test('a size beside the one before, so that the ratio says how it grows', () => {
  const large = { services: 300, reading: 300, model: 10, analysis: 290 };
  const rows = rowsOf(large, small).map(judge);
  expect(rows.map(({ measure }) => measure)).toEqual([
    'check of 300 services, beside 100',
    '  of this reading',
    '  the model',
    '  validation and rules',
  ]);
  expect(rows[0]).toMatchObject({ with: 600, without: 200, ratio: 3, met: true });
  expect(rows[2]).toMatchObject({ ratio: 5 });
});

test('the first size has none to be beside', () => {
  const [check, ...parts] = rowsOf(small, undefined).map(judge);
  expect(check).toEqual({ measure: 'check of 100 services', unit: 'ms', with: 200 });
  expect(parts.at(-1)).toEqual({ measure: 'one proxy of 100 services', unit: 'ms', with: 50 });
});
