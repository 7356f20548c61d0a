import { describe, expect, it } from 'vitest';
import { outputPattern, pageSteps } from './page-steps.ts';

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

describe('outputPattern', () => {
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
    [[], '', true],
    [[], 'a\n', false],
  ])('%j and %j: %s', (expected, output, matches) =>
    expect(outputPattern(expected).test(output)).toBe(matches),
  );
});
