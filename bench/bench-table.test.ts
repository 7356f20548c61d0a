import { expect, test } from 'vitest';
import { benchTable } from './bench-table.ts';
import { judge } from './measurement.ts';

const plain = (_style: unknown, text: string) => text;

test('shows both figures, how they compare, and whether the aim is met', () => {
  const measurements = [
    judge({ measure: 'pair, p50', unit: 'ms', without: 0.812, with: 1.5 }),
    judge({ measure: 'throughput', unit: '/s', without: 4000, with: 1800, aim: { of: 'ratio', least: 0.5 } }),
    judge({ measure: 'idle', unit: 'MB', without: 90, with: 86.5, aim: { of: 'difference', most: 25 } }),
    judge({
      measure: 'cost',
      unit: 'ms',
      without: 8,
      with: 8.1,
      ratio: { median: 1.02, low: 0.99, high: 1.04 },
    }),
    judge({ measure: 'start', unit: 'ms', with: 3712.4, aim: { of: 'with', most: 8000 } }),
  ].map((measurement) => measurement);
  expect(benchTable(measurements, plain).split('\n')).toEqual(
    [
      'measure     without  with     difference  ratio               aim        ',
      'pair, p50   0.81 ms  1.50 ms  +0.69 ms    × 1.85              –',
      'throughput  4000 /s  1800 /s  −2200 /s    × 0.45              ≥ × 0.5    missed',
      'idle        90.0 MB  86.5 MB  −3.50 MB    × 0.96              ≤ +25 MB   met',
      'cost        8.00 ms  8.10 ms  +0.10 ms    × 1.02 (0.99–1.04)  –',
      'start       –        3712 ms  –           –                   ≤ 8000 ms  met',
    ].map((line) => line.trimEnd()),
  );
});
