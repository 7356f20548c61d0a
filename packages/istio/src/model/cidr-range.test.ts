import { expect, test } from 'vitest';
import { parseCidrRange } from './cidr-range.ts';

test.each([
  ['10.0.0.0/8', { addressPrefix: '10.0.0.0', prefixLen: 8 }],
  ['10.0.0.1', { addressPrefix: '10.0.0.1', prefixLen: 32 }],
  ['fd00::/16', { addressPrefix: 'fd00::', prefixLen: 16 }],
  ['::1', { addressPrefix: '::1', prefixLen: 128 }],
  ['10.0.0.256', undefined],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0/8/8', undefined],
  ['10.0.0.0/', undefined],
  ['example.org', undefined],
])('reads "%s"', (text, range) => expect(parseCidrRange(text)).toEqual(range));
