import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseResources, resourceName } from '@lab/istio';
import { findKustomize } from '@lab/kustomize';
import { afterAll, expect, test } from 'vitest';
import { missingPlatform } from './platform.ts';

const root = resolve(import.meta.dirname, '../../../..');
const workDir = mkdtempSync(join(tmpdir(), 'platform-'));
afterAll(() => rmSync(workDir, { recursive: true, force: true }));

/** Names of what the lab adds to some resources. */
async function added(yaml: string): Promise<string[]> {
  const { resources } = parseResources(yaml);
  const kustomize = await findKustomize();
  const missing = await missingPlatform({ kustomize, root, workDir }, 'k8s/platform', resources);
  return missing.map(resourceName);
}

const gateway = (selector: string) => `
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: shop, namespace: shop}
spec: {selector: {${selector}}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a]}]}
`;
const ownGateway = `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: own, namespace: shop}
spec:
  template:
    metadata:
      labels: {istio: own, sidecar.istio.io/inject: "true"}
      annotations: {inject.istio.io/templates: gateway}
    spec: {containers: [{name: istio-proxy, image: auto}]}
`;
const meshConfig = `
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: ""}
`;
const DEPLOYMENT = 'Deployment istio-system/istio-ingressgateway';
const CONFIG = 'ConfigMap istio-system/istio';
const COLLECTOR = 'Service observability/otel-collector';

test.each([
  ['nothing', '', [CONFIG, COLLECTOR], [DEPLOYMENT]],
  ['a Gateway without pods', gateway('istio: ingressgateway'), [CONFIG, COLLECTOR, DEPLOYMENT], []],
  ['a Gateway with other labels', gateway('istio: ingress'), [CONFIG, DEPLOYMENT], []],
  ['a Gateway with its pods', gateway('istio: own') + ownGateway, [CONFIG, COLLECTOR], [DEPLOYMENT]],
  ['one with and one without', gateway('istio: own') + ownGateway + gateway('istio: x'), [DEPLOYMENT], []],
  ['a mesh configuration', gateway('istio: ingressgateway') + meshConfig, [COLLECTOR, DEPLOYMENT], [CONFIG]],
  ['a mesh configuration and no Gateway', meshConfig, [], [CONFIG, COLLECTOR, DEPLOYMENT]],
])('to %s it adds what is not there', async (_, yaml, some, others) => {
  const names = await added(yaml);
  expect(names).toEqual(expect.arrayContaining(some));
  expect(names.filter((name) => others.includes(name))).toEqual([]);
});
