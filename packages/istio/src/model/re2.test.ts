import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { escapeRegex, matchesRegex, regexError } from './re2.ts';

/** What Go's regexp, by which Istio checks, says of a pattern. Envoy 1.38.3 takes the same ones, and `\C`. */
interface Row {
  readonly pattern: string;
  readonly error?: string;
  readonly matches?: Readonly<Record<string, boolean>>;
}

const file = join(import.meta.dirname, '../../testdata/regex/go-regexp.jsonl');
const rows: Row[] = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const refused = rows.filter(({ error }) => error !== undefined);
const taken = rows.filter(({ error }) => error === undefined);

/** Go names the repetition here, and the end of the pattern there. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  '(a{1,1000}){1,1000}': 'expression too large',
  'a\\': 'trailing backslash at end of expression',
};

it.each(refused)('refuses $pattern in the words of Go', ({ pattern, error = '' }) => {
  expect(regexError(pattern)?.endsWith(OTHER_WORDS[pattern] ?? error)).toBe(true);
  expect(matchesRegex(pattern, pattern)).toBe(false);
});

it.each(taken)('matches $pattern as Go does', ({ pattern, matches = {} }) => {
  expect(regexError(pattern)).toBeUndefined();
  const own = Object.keys(matches).map((text) => [text, matchesRegex(pattern, text)]);
  expect(Object.fromEntries(own)).toEqual(matches);
});

describe('regexError', () => {
  it.each([
    ['(?=a)', 'RE2 has no lookahead: invalid or unsupported Perl syntax: `(?=`'],
    ['(?<!a)b', 'RE2 has no lookbehind: invalid named capture: `(?<!a)b`'],
    ['(a)\\1', 'RE2 has no back reference: invalid escape sequence: `\\1`'],
    ['(?P<n>a)(?P=n)', 'RE2 has no back reference: invalid or unsupported Perl syntax: `(?P`'],
    ['(?>a)', 'RE2 has no atomic group: invalid or unsupported Perl syntax: `(?>`'],
    ['a++', 'RE2 has no possessive repetition: invalid nested repetition operator: `++`'],
    ['a{1001}', 'RE2 repeats at most 1000 times, nested ones together: invalid repeat count: `{1001}`'],
    ['(a{1,1000}){1,1000}', 'RE2 repeats at most 1000 times, nested ones together: expression too large'],
    ['a{2,1}', 'invalid repeat count: `{2,1}`'],
  ])('says of %s what is missing', (pattern, said) => expect(regexError(pattern)).toBe(said));

  // Go and Envoy take it: the library is stricter here.
  it('refuses two groups of one name', () => {
    expect(regexError('(?P<n>a)(?P<n>b)')).toBe('duplicate capture group name: `n`');
  });
});

it('escapes every special character', () => {
  const special = '\\.+*?()|[]{}^$ a-z/';
  expect(escapeRegex(special)).toBe('\\\\\\.\\+\\*\\?\\(\\)\\|\\[\\]\\{\\}\\^\\$ a-z/');
  expect(matchesRegex(escapeRegex(special), special)).toBe(true);
});
