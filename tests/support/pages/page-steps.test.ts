import { describe, expect, it } from 'vitest';
import { isChecked, matchesOutput, pageSteps } from './page-steps.ts';

it('reads files and commands with their output, in order', () => {
  const page = [
    ...['Text with `code`.', '', '`a/b.yaml`', '', '```yaml', 'a: 1', '```', '', '```console'],
    ...['$ first', 'prints', '', 'more', '$ second', '```', '', '```json', '{}', '```', ''],
  ].join('\n');
  expect(pageSteps(page)).toEqual([
    { file: 'a/b.yaml', text: 'a: 1\n' },
    { command: 'first', output: ['prints', '', 'more'] },
    { command: 'second', output: [] },
  ]);
});

describe('matchesOutput', () => {
  it.each([
    [['a'], 'a\n', true],
    [['a'], 'b\n', false],
    [['a'], 'a\nb\n', false],
    [['a (1)*'], 'a (1)*  \n', true],
    [['a … c'], 'a b b c\n', true],
    [['a … c'], 'a b\nc\n', false],
    [['…', 'c', '…'], 'a\n\nb\nc\n', true],
    [['…', 'c'], 'c\n', true],
    [['…', 'c'], 'c\nd\n', false],
    [['a  b', 'c'], 'a b\nc\n', true],
    [['14–48 × 502'], '45 × 502\n', true],
    [['p90 500–999 ms, …'], 'p90 523.8 ms, p99 1 ms\n', true],
    [['14–48 × 502'], '49 × 502\n', false],
    [['14–48 × 502'], 'x × 502\n', false],
    [[], '', true],
    [[], 'a\n', false],
  ])('%j and %j: %s', (expected, output, matches) => expect(matchesOutput(expected, output)).toBe(matches));
});

it('a step is checked where it says more than that there is output', () => {
  const steps = [['…'], [], ['…', '200 …']].map((output) => ({ command: 'a', output }));
  expect(steps.map(isChecked)).toEqual([false, false, true]);
});
