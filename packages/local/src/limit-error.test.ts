import { LabError } from '@lab/errors';
import { expect, test } from 'vitest';
import { asLimitError } from './limit-error.ts';

const systemError = (code: string, syscall: string) =>
  Object.assign(new Error(`${code}: said, ${syscall}`), { code, syscall });

test.each([
  ['EMFILE', 'open', 'no more files can be open at once: EMFILE: said, open', /ulimit -n/],
  ['ENFILE', 'open', 'no more files can be open on this machine: ENFILE: said, open', /sysctl/],
  ['EAGAIN', 'spawn node', 'no more processes can be started: EAGAIN: said, spawn node', /ulimit -u/],
  ['ENOMEM', 'spawn node', 'no memory is left: ENOMEM: said, spawn node', /fewer pods/],
])('%s of %s says which limit to raise', (code, syscall, message, remedy) => {
  const error = asLimitError(systemError(code, syscall));
  expect(error).toBeInstanceOf(LabError);
  expect(error).toMatchObject({ code: 'LIMIT', message, remedy: expect.stringMatching(remedy) });
});

test.each([
  ['EAGAIN', 'read'],
  ['ENOENT', 'open'],
  ['constructor', 'open'],
])('%s of %s stays', (code, syscall) => {
  const error = systemError(code, syscall);
  expect(asLimitError(error)).toBe(error);
});
