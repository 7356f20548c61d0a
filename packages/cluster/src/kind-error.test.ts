import { expect, test } from 'vitest';
import { kindError } from './kind-error.ts';

const begun = 'Creating cluster "istio-the-hard-way" ...\n • Preparing nodes  ...\n ✗ Preparing nodes\n';

// What kind 0.33.0 writes.
test.each([
  [
    'DOCKER_UNAVAILABLE',
    `ERROR: failed to list clusters: command "docker ps -a" failed with error: exit status 1

Command Output: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
`,
    'failed to list clusters: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
  ],
  [
    'KIND_CONFIG',
    `ERROR: failed to create cluster: unable to decode config: yaml: unmarshal errors:
  line 12: field hostport not found in type v1alpha4.PortMappingAlias
`,
    `failed to create cluster: unable to decode config: yaml: unmarshal errors:
  line 12: field hostport not found in type v1alpha4.PortMappingAlias`,
  ],
  [
    'KIND_PORT_IN_USE',
    `${begun}ERROR: failed to create cluster: command "docker run --name a" failed with error: exit status 125

Command Output: 5a41840
docker: Error response from daemon: Bind for 127.0.0.1:80 failed: port is already allocated.

Stack Trace: 
sigs.k8s.io/kind/pkg/errors.WithStack
`,
    'failed to create cluster: docker: Error response from daemon: Bind for 127.0.0.1:80 failed: port is already allocated.',
  ],
  [
    'KIND_CLUSTER_EXISTS',
    'ERROR: failed to create cluster: node(s) already exist for a cluster with the name "istio-the-hard-way"\n',
    'failed to create cluster: node(s) already exist for a cluster with the name "istio-the-hard-way"',
  ],
  ['KIND', '', 'kind failed without a message'],
])('%s', (code, stderr, message) => {
  expect(kindError(stderr)).toMatchObject({ code, message, remedy: expect.stringMatching(/\S/) });
});
