import { expect, it } from 'vitest';
import { causeLines } from './cause-lines.ts';

const paint = (_: unknown, text: string) => text;

it('says that the logs do not have requests, but nothing of causes that are muted', () => {
  expect(causeLines({ causes: [] }, 503, paint)).toEqual(['unknown  the access logs do not have them']);
  expect(causeLines({ muted: '13-after-hardening' }, 503, paint)).toEqual([]);
});
