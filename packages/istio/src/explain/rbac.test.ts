import { expect, it } from 'vitest';
import { readAuthorizationRule } from '../model/authorization-rule.ts';
import { type RbacTarget, rbacPolicy } from '../xds/auth/rbac-policy.ts';
import type { Rbac } from '../xds/types.ts';
import { evaluateRbac } from './rbac.ts';
import type { RbacInput } from './rbac-match.ts';

type Rule = Parameters<typeof readAuthorizationRule>[0];

const target: RbacTarget = { action: 'DENY', protocol: 'http' };
const rbac = (action: Rbac['action'], ...rules: Rule[]): Rbac => ({
  action,
  policies: Object.fromEntries(
    rules.map((rule, index) => {
      const policy = rbacPolicy(
        readAuthorizationRule(rule),
        { namespace: 'shop', trustDomain: 'cluster.local' },
        target,
      );
      return [`rule[${index}]`, policy ?? { permissions: [], principals: [] }];
    }),
  ),
});

const input: RbacInput = {
  destinationAddress: '10.244.0.1',
  destinationPort: 8080,
  serverName: '',
  identity: 'spiffe://cluster.local/ns/web/sa/frontend',
  sourceAddress: '10.244.0.9',
  remoteAddress: '203.0.113.7',
  headers: new Map([
    [':authority', 'Reviews.shop:8080'],
    [':method', 'GET'],
    [':path', '/books/1?full=yes'],
    ['x-role', 'editor'],
  ]),
  metadata: { 'envoy.filters.http.jwt_authn': { payload: { iss: 'i', sub: 's', groups: ['a', 'b'] } } },
};

const matches = (rule: Rule, given: Partial<RbacInput> = {}) =>
  evaluateRbac({ rules: rbac('LOG', rule) }, { ...input, ...given }).matched.length > 0;

it('denies by a DENY policy that matches, and names the first', () => {
  const rules = rbac('DENY', { to: [{ operation: { methods: ['POST'] } }] }, {}, {});
  expect(evaluateRbac({ rules }, input)).toMatchObject({ decision: 'deny', matched: ['rule[1]', 'rule[2]'] });
});

it('denies when no ALLOW policy matches, also when there is none', () => {
  const rules = rbac('ALLOW', { to: [{ operation: { methods: ['POST'] } }] });
  expect(evaluateRbac({ rules }, input)).toMatchObject({ decision: 'deny', matched: [] });
  expect(evaluateRbac({ rules: rbac('ALLOW') }, input).decision).toBe('deny');
  expect(evaluateRbac({ rules: rbac('ALLOW', {}) }, input).decision).toBe('pass');
});

it('passes what is only logged or in dry run, and says what dry run would have done', () => {
  expect(evaluateRbac({ rules: rbac('LOG', {}) }, input).decision).toBe('pass');
  const shadowRules = rbac('DENY', {});
  expect(evaluateRbac({ shadowRules }, input)).toMatchObject({ decision: 'pass', shadowDecision: 'deny' });
});

it('looks at paths without the query and at hosts without case', () => {
  expect(matches({ to: [{ operation: { paths: ['/books/1'] } }] })).toBe(true);
  expect(matches({ to: [{ operation: { paths: ['/books/{*}'] } }] })).toBe(true);
  expect(matches({ to: [{ operation: { paths: ['/{*}'] } }] })).toBe(false);
  expect(matches({ to: [{ operation: { paths: ['/{**}'] } }] })).toBe(true);
  expect(matches({ to: [{ operation: { hosts: ['reviews.*'] } }] })).toBe(true);
  expect(matches({ to: [{ operation: { hosts: ['reviews.shop'] } }] })).toBe(false);
});

it('knows callers by their certificate', () => {
  const principals = ['cluster.local/ns/web/sa/frontend'];
  expect(matches({ from: [{ source: { principals } }] })).toBe(true);
  expect(matches({ from: [{ source: { namespaces: ['we*'] } }] })).toBe(true);
  expect(matches({ from: [{ source: { notNamespaces: ['web'] } }] })).toBe(false);
  expect(matches({ from: [{ source: { serviceAccounts: ['web/frontend'] } }] })).toBe(true);
  expect(matches({ from: [{ source: { serviceAccounts: ['frontend'] } }] })).toBe(false);
});

it('takes a caller without a certificate for nobody, so that only exclusions hold', () => {
  const { identity: _, ...anonymous } = input;
  const asAnonymous = (rule: Rule) =>
    evaluateRbac({ rules: rbac('LOG', rule) }, anonymous).matched.length > 0;
  expect(asAnonymous({ from: [{ source: { principals: ['*'] } }] })).toBe(false);
  expect(asAnonymous({ from: [{ source: { notNamespaces: ['web'] } }] })).toBe(true);
});

it('tells the connection’s address from the client’s', () => {
  expect(matches({ from: [{ source: { ipBlocks: ['10.244.0.0/16'] } }] })).toBe(true);
  expect(matches({ from: [{ source: { remoteIpBlocks: ['10.244.0.0/16'] } }] })).toBe(false);
  expect(matches({ from: [{ source: { remoteIpBlocks: ['203.0.113.7'] } }] })).toBe(true);
  const ipv6 = { from: [{ source: { ipBlocks: ['2001:db8::/32'] } }] };
  expect(matches(ipv6, { sourceAddress: '2001:db8:1::5' })).toBe(true);
  expect(matches(ipv6, { sourceAddress: '2001:db9::5' })).toBe(false);
});

it('looks into claims, also those that are lists', () => {
  expect(matches({ from: [{ source: { requestPrincipals: ['i/s'] } }] })).toBe(true);
  expect(matches({ when: [{ key: 'request.auth.claims[groups]', values: ['b'] }] })).toBe(true);
  expect(matches({ when: [{ key: 'request.auth.claims[groups]', values: ['c'] }] })).toBe(false);
  expect(matches({ from: [{ source: { requestPrincipals: ['*'] } }] }, { metadata: {} })).toBe(false);
});

it('fails a header that is missing, and holds its exclusion', () => {
  expect(matches({ when: [{ key: 'request.headers[x-none]', values: ['*'] }] })).toBe(false);
  expect(matches({ when: [{ key: 'request.headers[x-none]', notValues: ['a'] }] })).toBe(true);
  expect(matches({ when: [{ key: 'request.headers[X-Role]', values: ['edit*'] }] })).toBe(true);
});
