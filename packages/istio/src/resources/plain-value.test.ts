import { deepStrictEqual } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutatedInput } from '../../testdata/mutated-input.ts';
import { yamlFragments } from '../../testdata/yaml-fragments.ts';
import { parseDocuments, problemOf } from './parse-documents.ts';
import { plainValue } from './plain-value.ts';
import { splitDocuments } from './split-documents.ts';

/** As in `hostile-input.test.ts`. */
const numRuns = Number(process.env.FUZZ_INPUTS ?? 400);
const seed = Number(process.env.FUZZ_SEED ?? 14);

const TESTDATA = join(import.meta.dirname, '..', '..', 'testdata');
const written = readdirSync(TESTDATA, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .flatMap((path) => splitDocuments(readFileSync(join(TESTDATA, path), 'utf8')))
  .map(({ text }) => text);

/** Whether a text is read without the parser that keeps places; if it is, that one gives the same. */
function agrees(text: string): boolean {
  const plain = plainValue(text);
  if (!plain) return false;
  const documents = parseDocuments(text);
  const whole = {
    problems: documents.flatMap((each) => problemOf(each) ?? []),
    values: documents.map((each) => each.toJS()),
  };
  const values = documents.length === 0 ? [] : [plain.value ?? null];
  // Not toStrictEqual, which takes a key `constructor` for the type.
  deepStrictEqual({ text, ...whole }, { text, problems: [], values });
  expect(JSON.stringify(whole.values)).toBe(JSON.stringify(values));
  return true;
}

function shareOf(texts: fc.Arbitrary<string>, numRuns: number): number {
  let [all, plain] = [0, 0];
  const property = fc.property(texts, (input) => {
    for (const { text } of splitDocuments(input)) {
      all += 1;
      if (agrees(text)) plain += 1;
    }
  });
  fc.assert(property, { numRuns, seed });
  return plain / all;
}

describe('a value that is read without places is the one that is read with them', () => {
  test('of every document of the test data, and nearly all are read so', () => {
    const plain = written.filter(agrees);
    expect(written.length).toBeGreaterThan(2000);
    expect(plain.length / written.length).toBeGreaterThan(0.9);
  });

  test('of short texts', { timeout: numRuns * 100 }, () => {
    expect(shareOf(yamlFragments, numRuns * 50)).toBeGreaterThan(0.1);
  });

  test('of damaged input', { timeout: numRuns * 100 }, () => {
    expect(shareOf(mutatedInput, numRuns)).toBeGreaterThan(0.5);
  });
});

test.each([
  ['an anchor', 'a: &a 1\n'],
  ['an alias', 'a: *a\n'],
  ['a tag', 'a: !!str 1\n'],
  ['a merge key', '<<: {a: 1}\n'],
  ['a key twice', 'a: 1\na: 2\n'],
  ['a key that is a number', '1: a\n'],
  ['a key that is a list', '[a]: b\n'],
  ['two documents', 'a: 1\n--- b\n'],
  ['no end of brackets', 'a: [1\n'],
  ['a key after quotes', 'a:\n- "b" c: 1\n'],
  ['a tab', 'a:\tb\n'],
])('%s is left to the other parser', (_, text) => {
  expect(plainValue(text)).toBeUndefined();
});
