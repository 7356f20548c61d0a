import { LabError } from '@lab/errors';
import { expect, test } from 'vitest';
import { diagnose } from './diagnosis.ts';

test.each([
  ['text', async () => 'free', { ok: true, detail: 'free' }],
  [
    'a problem',
    async () => ({ detail: 'in use', remedy: 'Stop it.' }),
    { ok: false, detail: 'in use', remedy: 'Stop it.' },
  ],
  [
    'an error of the lab',
    () => Promise.reject(new LabError('DISK', 'cannot use x', 'Free some space.')),
    { ok: false, detail: 'cannot use x', remedy: 'Free some space.' },
  ],
  ['another error', () => Promise.reject(new Error('no such thing')), { ok: false, detail: 'no such thing' }],
])('a look that ends with %s', async (_, look, expected) => {
  expect(await diagnose('port', look)).toEqual({ name: 'port', ...expected });
});
