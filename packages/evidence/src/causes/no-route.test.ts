import { buildMesh, parseResources } from '@lab/istio';
import { expect, it } from 'vitest';
import { readAccessLogEntry } from '../access-log-entry.ts';
import { diagnose } from '../diagnose.ts';

const MESH = (
  name: string,
) => `{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80, name: http}]}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i, ports: [{containerPort: 80}]}]}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec:
  hosts: [web]
  http:
  - ${name}match: [{headers: {x-version: {exact: v2}}}]
    route: [{destination: {host: web}}]
`;

async function sentence(name: string): Promise<string | undefined> {
  const line = {
    ...{ start_time: '2026-01-01T12:00:00.000Z', method: 'GET', authority: 'web', path: '/' },
    ...{ request_id: 'request-1', duration: 1, response_code: 404, response_flags: 'NR' },
    ...{ response_code_details: 'route_not_found', downstream_local_address: '10.0.0.1:80' },
  };
  const entry = readAccessLogEntry('shop/web-0', JSON.stringify(line));
  const { resources } = parseResources(MESH(name), { file: 'shop.yaml' });
  const diagnosis = await diagnose(entry ? [entry] : [], {
    ...{ mesh: buildMesh(resources), pods: [] },
    statistics: async () => new Map(),
    applicationLog: async () => [],
  });
  return diagnosis?.causes[0]?.sentence;
}

it('names a route that wants more by its name, else by its place', async () => {
  expect(await sentence('name: second\n    ')).toContain('route second wants x-version to be "v2"');
  expect(await sentence('')).toContain('the route at shop.yaml:18 wants x-version to be "v2"');
});
