import { expect, it } from 'vitest';
import { alwaysPulled, pullPolicy } from './pull-policy.ts';

it.each([
  ['backend', undefined, 'Always'],
  ['backend:latest', undefined, 'Always'],
  ['registry.example.com:5000/backend', undefined, 'Always'],
  ['registry.example.com:5000/backend:0.1.0', undefined, 'IfNotPresent'],
  ['backend@sha256:12', undefined, 'IfNotPresent'],
  ['backend', 'IfNotPresent', 'IfNotPresent'],
  ['backend:0.1.0', 'Always', 'Always'],
] as const)('an image %s with the policy %s: %s', (image, imagePullPolicy, policy) => {
  const container = { name: 'app', image, ...(imagePullPolicy && { imagePullPolicy }) };
  expect(pullPolicy(container)).toBe(policy);
  const pod = { containers: [{ name: 'other', image: 'other:1' }], initContainers: [container] };
  expect(alwaysPulled(pod)).toEqual(policy === 'Always' ? [`app ${image}`] : []);
});
