import { expect, it } from 'vitest';
import { buildMesh } from '../../model/build-mesh.ts';
import { parseResources } from '../../resources/parse-resources.ts';
import { selectorWithoutPods } from './selector-without-pods.ts';

const pod = `
apiVersion: v1
kind: Pod
metadata:
  name: gateway
  namespace: istio-system
  labels: {istio: ingressgateway, app: gw, sidecar.istio.io/inject: "true"}
  annotations: {inject.istio.io/templates: gateway}
spec: {containers: [{name: istio-proxy}]}
---
`;
const found = (selector: string, pods = pod) => {
  const { resources } = parseResources(`${pods}
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: shop, namespace: shop}
spec: {selector: {${selector}}, servers: []}
`);
  return selectorWithoutPods(buildMesh(resources), resources).map(({ message }) => message);
};

it.each([
  ['a near miss', 'istio: ingresgateway', [expect.stringContaining('did you mean "istio=ingressgateway"?')]],
  [
    'other labels',
    'istio: edge',
    [
      expect.stringContaining(
        'write a label of gateway istio-system/gateway (istio=ingressgateway, app=gw), or add a gateway with these labels',
      ),
    ],
  ],
  ['its labels', 'istio: ingressgateway', []],
])('a Gateway with %s', (_, selector, messages) => expect(found(selector)).toEqual(messages));

it('says nothing where the cluster has the gateway', () => expect(found('istio: edge', '')).toEqual([]));
