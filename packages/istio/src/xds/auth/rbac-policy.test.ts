import { expect, it } from 'vitest';
import { readAuthorizationRule } from '../../model/authorization-rule.ts';
import { type RbacTarget, rbacPolicy } from './rbac-policy.ts';

type Rule = Parameters<typeof readAuthorizationRule>[0];
const policyOf = (rule: Rule, target: RbacTarget) => rbacPolicy(readAuthorizationRule(rule), scope, target);

const scope = { namespace: 'shop', trustDomain: 'example.org' };
const allowHttp: RbacTarget = { action: 'ALLOW', protocol: 'http' };
const allowTcp: RbacTarget = { action: 'ALLOW', protocol: 'tcp' };
const denyTcp: RbacTarget = { action: 'DENY', protocol: 'tcp' };

it('matches everything for an empty rule', () => {
  expect(policyOf({}, allowHttp)).toEqual({
    permissions: [{ andRules: { rules: [{ any: true }] } }],
    principals: [{ andIds: { ids: [{ any: true }] } }],
  });
});

it('joins the fields of an entry, offers the values of a field, and excludes the not-values', () => {
  const rule = { to: [{ operation: { methods: ['GET', 'HEAD'], notPaths: ['/admin*'] } }] };
  const method = (exact: string) => ({ header: { name: ':method', stringMatch: { exact } } });
  expect(policyOf(rule, allowHttp)?.permissions).toEqual([
    {
      andRules: {
        rules: [
          { orRules: { rules: [method('GET'), method('HEAD')] } },
          { notRule: { orRules: { rules: [{ urlPath: { path: { prefix: '/admin' } } }] } } },
        ],
      },
    },
  ]);
});

it('adds the conditions of `when` to every entry, on the side that they look at', () => {
  const rule = {
    from: [{ source: { namespaces: ['web'] } }, { source: { ipBlocks: ['10.0.0.0/8'] } }],
    when: [
      { key: 'request.headers[x-role]', values: ['admin'] },
      { key: 'destination.port', values: ['8080'] },
    ],
  };
  const policy = policyOf(rule, allowHttp);
  const role = { orIds: { ids: [{ header: { name: 'x-role', stringMatch: { exact: 'admin' } } }] } };
  expect(policy?.principals).toHaveLength(2);
  for (const principal of policy?.principals ?? []) expect(principal.andIds?.ids).toContainEqual(role);
  expect(policy?.permissions).toEqual([
    { andRules: { rules: [{ orRules: { rules: [{ destinationPort: 8080 }] } }] } },
  ]);
});

it('is void in ALLOW for TCP when it asks about HTTP', () => {
  const rule = { to: [{ operation: { methods: ['GET'], ports: ['5432'] } }] };
  expect(policyOf(rule, allowTcp)).toBeUndefined();
  expect(policyOf({ from: [{ source: { requestPrincipals: ['*'] } }] }, allowTcp)).toBeUndefined();
});

it('goes on without what asks about HTTP in DENY for TCP', () => {
  const rule = { to: [{ operation: { methods: ['GET'], ports: ['5432'] } }] };
  expect(policyOf(rule, denyTcp)?.permissions).toEqual([
    { andRules: { rules: [{ orRules: { rules: [{ destinationPort: 5432 }] } }] } },
  ]);
});

it('is void for an attribute that Istio does not have', () => {
  expect(policyOf({ when: [{ key: 'request.colour', values: ['red'] }] }, denyTcp)).toBeUndefined();
});

it('drops an address that is none from DENY, and the whole rule from ALLOW', () => {
  const rule = { from: [{ source: { ipBlocks: ['10.0.0.1', 'nonsense'] } }] };
  const range = { directRemoteIp: { addressPrefix: '10.0.0.1', prefixLen: 32 } };
  expect(policyOf(rule, denyTcp)?.principals).toEqual([{ andIds: { ids: [{ orIds: { ids: [range] } }] } }]);
  expect(policyOf(rule, allowTcp)).toBeUndefined();
});

it.each([
  ['cluster.local/ns/web/sa/web', { exact: 'spiffe://example.org/ns/web/sa/web' }],
  ['other.org/ns/web/sa/web', { exact: 'spiffe://other.org/ns/web/sa/web' }],
  ['*/sa/web', { safeRegex: { regex: 'spiffe://.*/sa/web' } }],
  ['cluster.local/ns/web/sa/*', { prefix: 'spiffe://example.org/ns/web/sa/' }],
  ['*', { safeRegex: { regex: '.+' } }],
])('writes principal %s in the mesh’s trust domain', (value, principalName) => {
  const policy = policyOf({ from: [{ source: { principals: [value] } }] }, allowTcp);
  expect(policy?.principals[0]?.andIds?.ids).toEqual([
    { orIds: { ids: [{ authenticated: { principalName } }] } },
  ]);
});
