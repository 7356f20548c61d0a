import { expect, test } from 'vitest';
import { nextSpot } from './graph-keys.ts';

/** gateway —edge→ frontend, with a second service below. */
const spots = [
  { id: 'gateway', x: 0, y: 100 },
  { id: 'edge', x: 100, y: 100 },
  { id: 'frontend', x: 200, y: 60 },
  { id: 'other', x: 200, y: 160 },
];

test('arrows go to the nearest in their direction', () => {
  expect(nextSpot(spots, 'gateway', 'ArrowRight')).toBe('edge');
  expect(nextSpot(spots, 'edge', 'ArrowRight')).toBe('frontend');
  expect(nextSpot(spots, 'frontend', 'ArrowDown')).toBe('other');
  expect(nextSpot(spots, 'other', 'ArrowUp')).toBe('frontend');
  expect(nextSpot(spots, 'frontend', 'ArrowLeft')).toBe('edge');
});

test('there is nowhere to go at the rim, and other keys do nothing', () => {
  expect(nextSpot(spots, 'gateway', 'ArrowLeft')).toBeUndefined();
  expect(nextSpot(spots, 'gateway', 'a')).toBeUndefined();
  expect(nextSpot(spots, 'gone', 'ArrowLeft')).toBeUndefined();
});

test('Home and End', () => {
  expect([nextSpot(spots, 'edge', 'Home'), nextSpot(spots, 'edge', 'End')]).toEqual(['gateway', 'other']);
});
