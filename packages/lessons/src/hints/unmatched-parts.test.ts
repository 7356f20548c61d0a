import { expect, it } from 'vitest';
import { unmatchedParts } from './unmatched-parts.ts';

const request = { principal: 'cluster.local/ns/a/sa/a', method: 'POST', path: '/classify' };

function policy(principal: string, operation: string): ReadonlyMap<string, string> {
  const lines = ['kind: AuthorizationPolicy', 'metadata:', '  name: callers', 'spec:', '  rules:'];
  const from = ['  - from:', '    - source:', '        principals:', `        - "${principal}"`];
  return new Map([
    ['other.yaml', 'kind: AuthorizationPolicy\nmetadata: {name: other}\nspec: {rules: [{}]}\n'],
    ['policy.yaml', [...lines, ...from, '    to:', `    - operation: ${operation}`, ''].join('\n')],
  ]);
}
const partsOf = (principal: string, operation: string) =>
  unmatchedParts(policy(principal, operation), 'callers', request);

it('says which part of the only rule excludes a request, with its line', () => {
  expect(partsOf('cluster.local/ns/a/sa/aa', '{methods: [POST], paths: [/classify]}')).toEqual([
    { part: 'principal', values: ['cluster.local/ns/a/sa/aa'], file: 'policy.yaml', line: 9 },
  ]);
  expect(partsOf(request.principal, '{methods: [GET, PUT], paths: [/predict]}')).toEqual([
    { part: 'method', values: ['GET', 'PUT'], file: 'policy.yaml', line: 11 },
    { part: 'path', values: ['/predict'], file: 'policy.yaml', line: 11 },
  ]);
});

it.each([
  ['*', '{methods: [POST]}'],
  ['*/sa/a', '{paths: ["/class*"]}'],
  ['cluster.local/ns/a/*', '{paths: ["/{*}"]}'],
])('finds nothing where values match: %s %s', (principal, operation) => {
  expect(partsOf(principal, operation)).toEqual([]);
});

it('takes the rule that misses by the fewest parts, and finds nothing without rules', () => {
  const rules = '[{to: [{operation: {methods: [GET], paths: [/a]}}]}, {to: [{operation: {methods: [GET]}}]}]';
  const text = `kind: AuthorizationPolicy\nmetadata: {name: callers}\nspec: {rules: ${rules}}\n`;
  expect(unmatchedParts(new Map([['a.yaml', text]]), 'callers', request)).toMatchObject([{ part: 'method' }]);
  expect(unmatchedParts(new Map([['a.yaml', text.replace(rules, '[]')]]), 'callers', request)).toEqual([]);
  expect(unmatchedParts(new Map([['a.yaml', '{']]), 'callers', request)).toEqual([]);
});
