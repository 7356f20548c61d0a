import { describe, expect, it } from 'vitest';
import { type PodSpec, restrictedViolations } from './restricted-pods.ts';

const app = {
  name: 'app',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};
const good: PodSpec = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [app],
  volumes: [{ name: 'tmp', emptyDir: {} }],
};
const withContext = (context: object): PodSpec => ({
  ...good,
  containers: [{ ...app, securityContext: { ...app.securityContext, ...context } }],
});

describe('restrictedViolations', () => {
  it('has none for a pod that meets the standard', () => {
    expect(restrictedViolations(good)).toEqual([]);
    expect(
      restrictedViolations(withContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })),
    ).toEqual([]);
  });

  it.each<[string, PodSpec, string[]]>([
    ['the host network', { ...good, hostNetwork: true }, ['hostNetwork']],
    ['a host path', { ...good, volumes: [{ name: 'x', hostPath: { path: '/' } }] }, ['volume hostPath']],
    [
      'no security context at all',
      { containers: [{ name: 'app' }] },
      [
        'app: allowPrivilegeEscalation',
        'app: capabilities not dropped',
        'app: runAsNonRoot',
        'app: seccompProfile',
      ],
    ],
    ['a container that undoes the pod', withContext({ runAsNonRoot: false }), ['app: runAsNonRoot']],
    ['root by number', withContext({ runAsUser: 0 }), ['app: runAsUser 0']],
    [
      'a capability',
      withContext({ capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } }),
      ['app: capability NET_ADMIN'],
    ],
    ['privileges', withContext({ privileged: true }), ['app: privileged']],
    ['seccomp off', withContext({ seccompProfile: { type: 'Unconfined' } }), ['app: seccompProfile']],
    [
      'an init container',
      { ...good, initContainers: [{ name: 'init' }] },
      ['init: allowPrivilegeEscalation', 'init: capabilities not dropped'],
    ],
    [
      'a port of the node',
      { ...good, containers: [{ ...app, ports: [{ containerPort: 8080, hostPort: 80 }] }] },
      ['app: hostPort'],
    ],
  ])('refuses %s', (_, pod, violations) => {
    expect(restrictedViolations(pod)).toEqual(violations);
  });
});
