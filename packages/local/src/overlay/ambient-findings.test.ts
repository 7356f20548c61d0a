import { buildMesh, parseResources } from '@lab/istio';
import { expect, test } from 'vitest';
import { ambientFindings } from './ambient-findings.ts';

function findingsOf({ namespace = '', pod = '' }) {
  const { resources } = parseResources(`
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    team: a
    ${namespace}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  replicas: 2
  template:
    metadata:
      labels:
        app: cart
        ${pod}
    spec:
      containers: [{name: cart, image: cart}]
`);
  return ambientFindings(buildMesh(resources)).map(
    ({ resource, location }) => `${resource} line ${location?.line}`,
  );
}

test.each([
  ['a namespace says so', { namespace: 'istio.io/dataplane-mode: ambient' }, ['Namespace shop line 8']],
  ['a pod says so', { pod: 'istio.io/dataplane-mode: ambient' }, ['Deployment shop/cart line 19']],
  ['nobody says so', {}, []],
  [
    'the pod is left out of it',
    { namespace: 'istio.io/dataplane-mode: ambient', pod: 'istio.io/dataplane-mode: none' },
    [],
  ],
  [
    'the pod has a sidecar',
    { namespace: 'istio.io/dataplane-mode: ambient', pod: 'sidecar.istio.io/inject: "true"' },
    [],
  ],
])('ambient mode is refused where %s', (_, labels, expected) => {
  expect(findingsOf(labels)).toEqual(expected);
});
