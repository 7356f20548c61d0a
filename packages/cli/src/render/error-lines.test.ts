import { LabError } from '@lab/errors';
import { expect, test } from 'vitest';
import { errorLines } from './error-lines.ts';

const plain = (_: unknown, text: string) => text;

test('an error of the lab is its code and message, what to do, and where to read more', () => {
  const error = new LabError('LAB_NOT_UP', 'the lab is not up', 'Start it with `./lab up`.');
  expect(errorLines(error, plain)).toEqual([
    'error LAB_NOT_UP the lab is not up',
    '  Start it with `./lab up`.',
    '  see docs/errors.md#lab_not_up',
  ]);
});

test('any other error is a fault of the lab, and shows where it came from', () => {
  const [line] = errorLines(new TypeError('x is undefined'), plain);
  expect(line).toContain('TypeError: x is undefined');
  expect(line).toContain('error-lines.test.ts');
  expect(errorLines('a text', plain)).toEqual(['error: a text']);
});
