import { expect, it, test } from 'vitest';
import type { KubeObject } from '../documents.ts';
import { type Access, accessOf, grants, isAllowed, type PolicyRule } from './rbac.ts';

const read = (method: string, path: string) => accessOf(method, new URL(path, 'http://api'));

it.each([
  ['GET', '/api/v1/pods?limit=500', { verb: 'list', group: '', resource: 'pods' }],
  ['GET', '/api/v1/pods?watch=true', { verb: 'watch', group: '', resource: 'pods' }],
  ['GET', '/api/v1/namespaces/a/pods/b', { verb: 'get', resource: 'pods', namespace: 'a', name: 'b' }],
  ['GET', '/api/v1/namespaces', { verb: 'list', resource: 'namespaces' }],
  [
    'POST',
    '/api/v1/namespaces/a/pods/b/portforward',
    { verb: 'create', resource: 'pods/portforward', namespace: 'a', name: 'b' },
  ],
  [
    'PATCH',
    '/apis/apps/v1/namespaces/a/deployments/b',
    { verb: 'patch', group: 'apps', resource: 'deployments', namespace: 'a', name: 'b' },
  ],
  [
    'GET',
    '/apis/apps/v1/namespaces/a/deployments?fieldSelector=metadata.name%3Db',
    { verb: 'list', resource: 'deployments', namespace: 'a', name: 'b' },
  ],
  ['DELETE', '/api/v1/namespaces/a/pods', { verb: 'deletecollection', resource: 'pods', namespace: 'a' }],
])('%s %s', (method, path, access) => {
  expect(read(method, path)).toMatchObject(access);
});

it.each(['/version', '/api', '/apis', '/api/v1', '/apis/apps/v1'])('%s is no resource', (path) => {
  expect(read('GET', path)).toBeUndefined();
});

const rule = (rest: Partial<PolicyRule>): PolicyRule => ({
  apiGroups: [''],
  resources: ['pods'],
  verbs: ['get'],
  ...rest,
});
const access: Access = { verb: 'get', group: '', resource: 'pods', namespace: 'a', name: 'b' };

it.each([
  ['the same', {}, {}, true],
  ['another verb', { verbs: ['list'] }, {}, false],
  ['another group', { apiGroups: ['apps'] }, {}, false],
  ['another resource', { resources: ['services'] }, {}, false],
  ['a subresource that is not named', {}, { resource: 'pods/portforward' }, false],
  ['a subresource', { resources: ['pods/portforward'] }, { resource: 'pods/portforward' }, true],
  ['all resources with it', { resources: ['*/portforward'] }, { resource: 'pods/portforward' }, true],
  ['a name', { resourceNames: ['b'] }, {}, true],
  ['another name', { resourceNames: ['c'] }, {}, false],
  ['wildcards', { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { group: 'apps' }, true],
])('a rule with %s', (_, rest, asked, granted) => {
  expect(grants(rule(rest), { ...access, ...asked })).toBe(granted);
});

test('a list of all does not pass a rule with names', () => {
  const { name: _, ...all } = access;
  expect(grants(rule({ resourceNames: ['b'] }), all)).toBe(false);
});

const role: KubeObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'read' },
  rules: [rule({})],
};
const bound = (kind: string, subject: object, namespace?: string): KubeObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name: 'x', ...(namespace && { namespace }) },
  roleRef: { kind: 'ClusterRole', name: 'read' },
  subjects: [subject],
});
const jane = { kind: 'User', name: 'jane' };

it.each([
  ['for all namespaces', bound('ClusterRoleBinding', jane), 'jane', true],
  ['for somebody else', bound('ClusterRoleBinding', jane), 'joe', false],
  ['in the namespace', bound('RoleBinding', jane, 'a'), 'jane', true],
  ['in another namespace', bound('RoleBinding', jane, 'c'), 'jane', false],
  [
    'for a ServiceAccount',
    bound('ClusterRoleBinding', { kind: 'ServiceAccount', name: 'lab', namespace: 'a' }),
    'system:serviceaccount:a:lab',
    true,
  ],
])('a role that is bound %s', (_, binding, user, allowed) => {
  expect(isAllowed([role, binding], user, access)).toBe(allowed);
});

test('a RoleBinding says nothing of the cluster scope', () => {
  const { namespace: _, ...all } = access;
  expect(isAllowed([role, bound('RoleBinding', jane, 'a')], 'jane', all)).toBe(false);
});
