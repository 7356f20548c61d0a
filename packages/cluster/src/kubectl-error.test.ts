import { expect, test } from 'vitest';
import { kubectlError } from './kubectl-error.ts';

const log =
  'E1125 05:08:53.790870   18729 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API';

// What kubectl 1.32 writes.
test.each([
  [
    'API_UNREACHABLE',
    'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?',
  ],
  ['API_UNREACHABLE', 'Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout'],
  [
    'API_UNREACHABLE',
    'Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'API_FORBIDDEN',
    'Error from server (Forbidden): pods "a" is forbidden: violates PodSecurity "restricted"',
  ],
  ['API_FORBIDDEN', 'error: You must be logged in to the server (Unauthorized)'],
  [
    'REJECTED',
    'Error from server (BadRequest): error when replacing "STDIN": admission webhook "rev.validation.istio.io" denied the request: configuration is invalid: total destination weight = 90',
  ],
  [
    'REJECTED',
    'Error from server (BadRequest): error when creating "STDIN": VirtualService in version "v1" cannot be handled as a VirtualService: strict decoding error: unknown field "spec.htp"',
  ],
  ['REJECTED', 'The Deployment "backend" is invalid: spec.replicas: Invalid value: -1'],
  [
    'CONFLICT',
    'Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on leases.coordination.k8s.io "a"',
  ],
  [
    'CONFLICT',
    'Error from server (AlreadyExists): error when creating "STDIN": leases.coordination.k8s.io "a" already exists',
  ],
  ['UNKNOWN_TYPE', 'error: the server doesn\'t have a resource type "virtualservices"'],
  ['NOT_FOUND', 'Error from server (NotFound): services "jaeger-query" not found'],
  ['KUBECTL', 'error: unable to forward port because pod is not running. Current status=Pending'],
])('%s: %s', (code, written) => {
  const error = kubectlError(`${log}\n${written}\n`, 'prod');
  expect(error).toMatchObject({ code, remedy: expect.stringMatching(/\S/) });
  expect(error.message).toContain(written.replace(/^error: /, ''));
  expect(error.message).not.toContain('memcache');
});

test('names each verb and resource that the user has no right to', () => {
  // As kubectl 1.32 prints it, of `get pods,virtualservices.networking.istio.io --all-namespaces` and of a port-forward.
  const refused = (verb: string, resource: string, group: string, place: string) =>
    `Error from server (Forbidden): ${resource} is forbidden: User "jane" cannot ${verb} resource "${resource}" in API group "${group}" ${place}\n`;
  const pods = refused('list', 'pods', '', 'at the cluster scope');
  const routes = refused('list', 'virtualservices', 'networking.istio.io', 'at the cluster scope');
  const forward = refused('create', 'pods/portforward', '', 'in the namespace "istio-system"');
  expect(kubectlError(`${log}\n${pods}${pods}${routes}${forward}`, 'prod')).toMatchObject({
    code: 'API_FORBIDDEN',
    message:
      'jane cannot list pods in all namespaces; list virtualservices.networking.istio.io in all namespaces; ' +
      'create pods/portforward in namespace istio-system',
    remedy: expect.stringContaining('k8s/rbac'),
  });
});
