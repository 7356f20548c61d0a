import type { Measurement } from '../measurement.ts';

/** Minutes after which what is kept for ten seconds, or as a ring, is full. */
const FILLED = 2;
/** Minutes between which a slope says something. */
const LEAST = 3;
/** MB a minute: of 3,000 requests in it, 33 bytes each; a row of the list that stays has 500 and more. */
const FLAT = 0.1;

/**
 * The heap after two minutes and at the end, and the slope in between (least squares), which is to be flat.
 *
 * @param heap bytes in use after the collection of all garbage, at the end of each minute
 */
export function heapRows(heap: readonly number[]): Measurement[] {
  const megabytes = heap.map((bytes) => bytes / 1e6);
  const last = { measure: `heap of the page after ${minutesText(heap.length)}`, unit: 'MB' } as const;
  const kept = megabytes.slice(FILLED - 1);
  const end = megabytes.at(-1) ?? Number.NaN;
  if (kept.length < LEAST) return [{ ...last, with: end }];
  return [
    { ...last, measure: `heap of the page after ${minutesText(FILLED)}`, with: kept[0] ?? Number.NaN },
    { ...last, with: end },
    {
      ...{ measure: '  its growth in a minute, from then on', unit: 'MB', with: slope(kept) },
      aim: { of: 'with', most: FLAT },
    },
  ];
}

function minutesText(count: number): string {
  return count === 1 ? '1 minute' : `${count} minutes`;
}

/** Of the straight line through values one apart that is nearest to them: the sum of the squares is the least. */
export function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const above = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  const below = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  return above / below;
}
