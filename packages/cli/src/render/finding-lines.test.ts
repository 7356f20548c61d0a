import type { Finding } from '@lab/istio';
import { expect, test } from 'vitest';
import { countFindings, findingLines } from './finding-lines.ts';

const plain = (_: unknown, text: string) => text;

const subset: Finding = {
  code: 'IST0101',
  severity: 'error',
  message: 'no subset "stabel"',
  resource: 'VirtualService shop/cart',
  location: { file: 'k8s/cart.yaml', line: 7, column: 3 },
};
const weights: Finding = { code: 'LAB0303', severity: 'info', message: 'the weights add up to 10' };

test('a finding is a line that begins with its place, and the last line leads to its section', () => {
  expect(findingLines([subset, subset], plain)).toEqual([
    'k8s/cart.yaml:7:3 error IST0101 no subset "stabel" (VirtualService shop/cart)',
    'k8s/cart.yaml:7:3 error IST0101 no subset "stabel" (VirtualService shop/cart)',
    'what to do: docs/findings.md#ist0101-referencedresourcenotfound',
  ]);
});

test('a name is neither a line of its own nor a page', () => {
  const [line = '', ...others] = findingLines(
    [{ ...weights, message: 'no\n host', resource: `Pod a/${'b'.repeat(9999)}` }],
    plain,
  );
  expect(line).toMatch(/^info LAB0303 no host \(Pod a\/b{394}…\)$/);
  expect(others).toHaveLength(1);
});

test('several codes lead to the page, and no finding is no line', () => {
  expect(findingLines([subset, weights], plain).slice(1)).toEqual([
    'info LAB0303 the weights add up to 10',
    'what to do: docs/findings.md',
  ]);
  expect(findingLines([], plain)).toEqual([]);
  expect(countFindings([subset, subset, weights])).toBe('2 errors, 1 note');
});
